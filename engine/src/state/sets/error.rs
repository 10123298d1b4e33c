//! What the kernel answers to a change of a set that it refuses, in the words of `ipset`.

use std::fmt;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetError {
    NoSuchSet,
    SecondSetMissing,
    SetExists,
    InUse,
    InUseForRename,
    NewNameExists,
    TypesDiffer,
    AlreadyThere,
    NotThere,
    Full,
    OutOfRange,
    TypeMismatch,
    NoTimeout,
    NoCounters,
    NoComment,
    NoPacketOptions,
    /// A member of a list that does not exist.
    MemberMissing,
    /// A list as a member of a list.
    MemberIsList,
    /// The set that `before` or `after` names is no member.
    ReferenceMissing,
    ListFull,
}

impl fmt::Display for SetError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            SetError::NoSuchSet => "The set with the given name does not exist",
            SetError::SecondSetMissing => "Sets cannot be swapped: the second set does not exist",
            SetError::SetExists => "Set cannot be created: set with the same name already exists",
            SetError::InUse => "Set cannot be destroyed: it is in use by a kernel component",
            SetError::InUseForRename => "Set cannot be renamed: it is in use by another system",
            SetError::NewNameExists => "Set cannot be renamed: a set with the new name already exists",
            SetError::TypesDiffer => "The sets cannot be swapped: their type does not match",
            SetError::AlreadyThere => "Element cannot be added to the set: it's already added",
            SetError::NotThere => "Element cannot be deleted from the set: it's not added",
            SetError::Full => "Hash is full, cannot add more elements",
            SetError::OutOfRange => "Element is out of the range of the set",
            SetError::TypeMismatch => "The packet has not what the set is made of",
            SetError::NoTimeout => "Timeout cannot be used: set was created without timeout support",
            SetError::NoCounters => "Packet/byte counters cannot be used: set was created without counter support",
            SetError::NoComment => "Comment cannot be used: set was created without comment support",
            SetError::NoPacketOptions => "Skbinfo mapping cannot be used: set was created without skbinfo support",
            SetError::MemberMissing => "Set to be added/deleted/tested as element does not exist.",
            SetError::MemberIsList => "Sets with list:set type cannot be added to the set.",
            SetError::ReferenceMissing => "The set to which you referred with 'before' or 'after' does not exist.",
            SetError::ListFull => "The set is full, more elements cannot be added.",
        })
    }
}

impl std::error::Error for SetError {}
