//! Elements for the page: `draw!` is written like `html!` and makes the same nodes.
//!
//! Why not `html!` itself: it writes the code that puts a node together out in full at each element, which was a quarter of the
//! whole program. Here an element is a few calls of functions that all elements share, beside a constant of what never changes in it.
//! A component is drawn by `html!`, in braces. Its `classes!` is a list of words.

use std::rc::Rc;

use yew::html::IntoPropValue;
use yew::virtual_dom::listeners::Listeners;
use yew::virtual_dom::{AttributeOrProperty, Attributes, Key, Listener, VList, VNode, VTag, VText};
use yew::{AttrValue, Html, NodeRef};

/// What an attribute says that is always there: `aria-pressed` and its like.
pub fn truth(is_so: bool) -> &'static str {
    if is_so { "true" } else { "false" }
}

/// What never changes in an element.
pub struct Shape {
    pub tag: &'static str,
    pub attributes: Always,
}

/// What never changes in an element's attributes.
pub enum Always {
    All(&'static [(&'static str, AttributeOrProperty)]),
    /// The names of all of them: first those that are given anew each time, then those that always say the same, and this.
    Some(&'static [&'static str], &'static [&'static str]),
}

/// Elements on their way to be one node: what is open, and what is done inside of it.
#[derive(Default)]
pub struct Drawing {
    /// Attributes for the element that is opened next.
    given: Vec<Option<AttributeOrProperty>>,
    open: Vec<Open>,
    done: Vec<VNode>,
}

#[derive(Default)]
struct Open {
    /// Of an element; a list of nodes has none.
    shape: Option<&'static Shape>,
    attributes: Attributes,
    listeners: Vec<Option<Rc<dyn Listener>>>,
    node_ref: NodeRef,
    key: Option<Key>,
    value: Option<AttrValue>,
    checked: Option<bool>,
    /// How many nodes were done when it was opened.
    from: usize,
    /// A list stays a list when it has one node.
    is_list: bool,
}

impl Drawing {
    #[inline(never)]
    pub fn new() -> Drawing {
        Drawing::default()
    }

    #[inline(never)]
    pub fn open(&mut self, shape: &'static Shape) {
        let attributes = match shape.attributes {
            Always::All(fixed) => Attributes::Static(fixed),
            Always::Some(keys, fixed) => {
                let mut values = std::mem::take(&mut self.given);
                values.extend(fixed.iter().map(|said| Some(AttributeOrProperty::Static(said))));
                Attributes::Dynamic { keys, values: values.into_boxed_slice() }
            }
        };
        self.open.push(Open { shape: Some(shape), attributes, from: self.done.len(), ..Open::default() });
    }

    #[inline(never)]
    pub fn open_list(&mut self) {
        self.open.push(Open { is_list: true, from: self.done.len(), ..Open::default() });
    }

    #[inline(never)]
    pub fn close(&mut self) {
        let Some(open) = self.open.pop() else { return };
        let inside: Vec<VNode> = self.done.drain(open.from.min(self.done.len())..).collect();
        let node = open.closed(inside);
        self.done.push(node);
    }

    #[inline(never)]
    pub fn child(&mut self, child: Html) {
        self.done.push(child);
    }

    #[inline(never)]
    pub fn text(&mut self, text: AttrValue) {
        self.done.push(VNode::VText(VText::new(text)));
    }

    /// For a text that never changes.
    #[inline(never)]
    pub fn fixed_text(&mut self, text: &'static str) {
        self.text(AttrValue::Static(text));
    }

    /// From here on the open element has a list of nodes inside, however many.
    #[inline(never)]
    pub fn listed(&mut self) {
        if let Some(open) = self.open.last_mut() {
            open.is_list = true;
        }
    }

    #[inline(never)]
    pub fn give(&mut self, value: Option<AttrValue>) {
        self.given.push(value.map(AttributeOrProperty::Attribute));
    }

    #[inline(never)]
    pub fn listen(&mut self, listener: Option<Rc<dyn Listener>>) {
        if let Some(open) = self.open.last_mut() {
            open.listeners.push(listener);
        }
    }

    #[inline(never)]
    pub fn key(&mut self, key: Key) {
        if let Some(open) = self.open.last_mut() {
            open.key = Some(key);
        }
    }

    #[inline(never)]
    pub fn node_ref(&mut self, node_ref: NodeRef) {
        if let Some(open) = self.open.last_mut() {
            open.node_ref = node_ref;
        }
    }

    pub fn value(&mut self, value: impl IntoPropValue<Option<AttrValue>>) {
        if let Some(open) = self.open.last_mut() {
            open.value = value.into_prop_value();
        }
    }

    pub fn checked(&mut self, checked: bool) {
        if let Some(open) = self.open.last_mut() {
            open.checked = Some(checked);
        }
    }

    #[inline(never)]
    pub fn finish(mut self) -> Html {
        self.done.pop().unwrap_or_default()
    }
}

impl Open {
    fn closed(self, mut inside: Vec<VNode>) -> VNode {
        let inside = match inside.pop() {
            Some(only) if inside.is_empty() && !self.is_list => only,
            None => VNode::default(),
            Some(last) => {
                inside.push(last);
                VNode::VList(Rc::new(VList::with_children(inside, None)))
            }
        };
        let Some(shape) = self.shape else { return inside };
        let listeners =
            if self.listeners.is_empty() { Listeners::None } else { Listeners::Pending(self.listeners.into_boxed_slice()) };
        VNode::VTag(Rc::new(if shape.tag == "input" {
            VTag::__new_input(self.value, self.checked, self.node_ref, self.key, self.attributes, listeners)
        } else {
            VTag::__new_other(AttrValue::Static(shape.tag), self.node_ref, self.key, self.attributes, listeners, inside)
        }))
    }
}

/// What can be an attribute's value.
pub trait Attribute {
    fn give(self, drawing: &mut Drawing);
}

/// A word of a list of classes, or none.
pub trait Class {
    fn word(self) -> &'static str;
}

impl Class for &'static str {
    fn word(self) -> &'static str {
        self
    }
}

impl Class for Option<&'static str> {
    fn word(self) -> &'static str {
        self.unwrap_or_default()
    }
}

/// What can stand inside of an element.
pub trait Child {
    fn put(self, drawing: &mut Drawing);
}

impl Attribute for &'static str {
    #[inline(never)]
    fn give(self, drawing: &mut Drawing) {
        drawing.give(Some(AttrValue::Static(self)));
    }
}

impl Attribute for AttrValue {
    fn give(self, drawing: &mut Drawing) {
        drawing.give(Some(self));
    }
}

impl Attribute for &AttrValue {
    #[inline(never)]
    fn give(self, drawing: &mut Drawing) {
        drawing.give(Some(self.clone()));
    }
}

impl Attribute for String {
    #[inline(never)]
    fn give(self, drawing: &mut Drawing) {
        drawing.give(Some(AttrValue::from(self)));
    }
}

impl Attribute for i32 {
    #[inline(never)]
    fn give(self, drawing: &mut Drawing) {
        self.to_string().give(drawing);
    }
}

impl Attribute for u32 {
    #[inline(never)]
    fn give(self, drawing: &mut Drawing) {
        self.to_string().give(drawing);
    }
}

impl Attribute for usize {
    #[inline(never)]
    fn give(self, drawing: &mut Drawing) {
        self.to_string().give(drawing);
    }
}

impl Attribute for Option<&'static str> {
    #[inline(never)]
    fn give(self, drawing: &mut Drawing) {
        drawing.give(self.map(AttrValue::Static));
    }
}

impl Attribute for Option<String> {
    #[inline(never)]
    fn give(self, drawing: &mut Drawing) {
        drawing.give(self.map(AttrValue::from));
    }
}

/// Classes: without any there is no attribute.
impl<const MANY: usize> Attribute for [&'static str; MANY] {
    fn give(self, drawing: &mut Drawing) {
        give_classes(&self, drawing);
    }
}

#[inline(never)]
fn give_classes(words: &[&'static str], drawing: &mut Drawing) {
    let mut classes = String::new();
    for word in words.iter().filter(|word| !word.is_empty()) {
        if !classes.is_empty() {
            classes.push(' ');
        }
        classes.push_str(word);
    }
    drawing.give((!classes.is_empty()).then(|| AttrValue::from(classes)));
}

impl Child for Html {
    fn put(self, drawing: &mut Drawing) {
        drawing.child(self);
    }
}

impl Child for &Html {
    fn put(self, drawing: &mut Drawing) {
        drawing.child(self.clone());
    }
}

impl Child for &str {
    #[inline(never)]
    fn put(self, drawing: &mut Drawing) {
        drawing.text(AttrValue::from(self.to_owned()));
    }
}

impl Child for AttrValue {
    fn put(self, drawing: &mut Drawing) {
        drawing.text(self);
    }
}

impl Child for &AttrValue {
    #[inline(never)]
    fn put(self, drawing: &mut Drawing) {
        drawing.text(self.clone());
    }
}

impl Child for String {
    #[inline(never)]
    fn put(self, drawing: &mut Drawing) {
        drawing.text(AttrValue::from(self));
    }
}

impl Child for &String {
    fn put(self, drawing: &mut Drawing) {
        self.as_str().put(drawing);
    }
}

impl Child for &std::sync::Arc<str> {
    fn put(self, drawing: &mut Drawing) {
        (&**self).put(drawing);
    }
}

impl Child for u16 {
    fn put(self, drawing: &mut Drawing) {
        usize::from(self).put(drawing);
    }
}

impl Child for u64 {
    #[inline(never)]
    fn put(self, drawing: &mut Drawing) {
        self.to_string().put(drawing);
    }
}

impl Child for usize {
    #[inline(never)]
    fn put(self, drawing: &mut Drawing) {
        self.to_string().put(drawing);
    }
}

/// What an element is: words, and words that stand there only sometimes.
macro_rules! classes {
    ($($word:expr),* $(,)?) => { [$($crate::draw::Class::word($word)),*] };
}

/// One node out of markup.
macro_rules! draw {
    ($($markup:tt)*) => {{
        let mut drawing = $crate::draw::Drawing::new();
        $crate::draw::nodes!(drawing; $($markup)*);
        drawing.finish()
    }};
}

/// Node after node, into a drawing.
macro_rules! nodes {
    ($to:ident;) => {};
    ($to:ident; <> $($rest:tt)*) => {
        $to.open_list();
        $crate::draw::nodes!($to; $($rest)*);
    };
    ($to:ident; < / $($name:ident)? > $($rest:tt)*) => {
        $to.close();
        $crate::draw::nodes!($to; $($rest)*);
    };
    ($to:ident; < $tag:ident $($rest:tt)*) => {
        $crate::draw::element!($to $tag [] [] []; $($rest)*);
    };
    ($to:ident; if $($rest:tt)*) => {
        $to.open_list();
        $crate::draw::branch!($to [] []; $($rest)*);
    };
    ($to:ident; { for $each:expr } $($rest:tt)*) => {
        $to.listed();
        for node in $each {
            $crate::draw::Child::put(node, &mut $to);
        }
        $crate::draw::nodes!($to; $($rest)*);
    };
    ($to:ident; { $text:literal } $($rest:tt)*) => {
        $to.fixed_text($text);
        $crate::draw::nodes!($to; $($rest)*);
    };
    ($to:ident; { $node:expr } $($rest:tt)*) => {
        $crate::draw::Child::put($node, &mut $to);
        $crate::draw::nodes!($to; $($rest)*);
    };
}

/// `if` as it is in Rust: its nodes are a list, an empty one where it has none. The branches before stand in the first brackets:
/// what follows the last one follows them all.
macro_rules! branch {
    ($to:ident [$($before:tt)*] [$($condition:tt)*]; { $($inside:tt)* } else if $($rest:tt)*) => {
        $crate::draw::branch!($to [$($before)* ([$($condition)*] [$($inside)*])] []; $($rest)*);
    };
    ($to:ident [$(([$($earlier:tt)*] [$($first:tt)*]))*] [$($condition:tt)*]; { $($inside:tt)* } else { $($otherwise:tt)* } $($rest:tt)*) => {
        $(if $($earlier)* {
            $crate::draw::nodes!($to; $($first)*);
        } else)* if $($condition)* {
            $crate::draw::nodes!($to; $($inside)*);
        } else {
            $crate::draw::nodes!($to; $($otherwise)*);
        }
        $to.close();
        $crate::draw::nodes!($to; $($rest)*);
    };
    ($to:ident [$(([$($earlier:tt)*] [$($first:tt)*]))*] [$($condition:tt)*]; { $($inside:tt)* } $($rest:tt)*) => {
        $(if $($earlier)* {
            $crate::draw::nodes!($to; $($first)*);
        } else)* if $($condition)* {
            $crate::draw::nodes!($to; $($inside)*);
        }
        $to.close();
        $crate::draw::nodes!($to; $($rest)*);
    };
    ($to:ident $before:tt [$($condition:tt)*]; $next:tt $($rest:tt)*) => {
        $crate::draw::branch!($to $before [$($condition)* $next]; $($rest)*);
    };
}

/// An element's attributes, sorted into the fixed ones, those that are given, and what is no attribute.
macro_rules! element {
    ($to:ident $tag:ident [$(($fixed:expr, $said:literal))*] [$(($given:expr, $value:expr))*] [$(($extra:ident $with:expr))*]; / > $($rest:tt)*) => {
        $crate::draw::element!($to $tag [$(($fixed, $said))*] [$(($given, $value))*] [$(($extra $with))*]; > </> $($rest)*);
    };
    ($to:ident $tag:ident [$(($fixed:expr, $said:literal))*] [] [$(($extra:ident $with:expr))*]; > $($rest:tt)*) => {
        $to.open(const {
            &$crate::draw::Shape {
                tag: stringify!($tag),
                attributes: $crate::draw::Always::All(&[
                    $(($fixed, ::yew::virtual_dom::AttributeOrProperty::Static($said))),*
                ]),
            }
        });
        $($to.$extra($with);)*
        $crate::draw::nodes!($to; $($rest)*);
    };
    ($to:ident $tag:ident [$(($fixed:expr, $said:literal))*] [$(($given:expr, $value:expr))*] [$(($extra:ident $with:expr))*]; > $($rest:tt)*) => {
        $($crate::draw::Attribute::give($value, &mut $to);)*
        $to.open(const {
            &$crate::draw::Shape {
                tag: stringify!($tag),
                attributes: $crate::draw::Always::Some(&[$($given,)* $($fixed),*], &[$($said),*]),
            }
        });
        $($to.$extra($with);)*
        $crate::draw::nodes!($to; $($rest)*);
    };
    ($to:ident $tag:ident $fixed:tt $given:tt [$($extra:tt)*]; key = { $with:expr } $($rest:tt)*) => {
        $crate::draw::element!($to $tag $fixed $given [$($extra)* (key ::yew::virtual_dom::Key::from($with))]; $($rest)*);
    };
    ($to:ident $tag:ident $fixed:tt $given:tt [$($extra:tt)*]; ref = { $with:expr } $($rest:tt)*) => {
        $crate::draw::element!($to $tag $fixed $given [$($extra)* (node_ref $with)]; $($rest)*);
    };
    ($to:ident input $fixed:tt $given:tt [$($extra:tt)*]; value = { $with:expr } $($rest:tt)*) => {
        $crate::draw::element!($to input $fixed $given [$($extra)* (value $with)]; $($rest)*);
    };
    ($to:ident input $fixed:tt $given:tt [$($extra:tt)*]; checked = { $with:expr } $($rest:tt)*) => {
        $crate::draw::element!($to input $fixed $given [$($extra)* (checked $with)]; $($rest)*);
    };
    ($to:ident $tag:ident $fixed:tt [$($given:tt)*] $extra:tt; disabled = { $is_so:expr } $($rest:tt)*) => {
        $crate::draw::element!($to $tag $fixed [$($given)* ("disabled", $is_so.then_some("disabled"))] $extra; $($rest)*);
    };
    ($to:ident $tag:ident $fixed:tt [$($given:tt)*] $extra:tt; selected = { $is_so:expr } $($rest:tt)*) => {
        $crate::draw::element!($to $tag $fixed [$($given)* ("selected", ($is_so).then_some("selected"))] $extra; $($rest)*);
    };
    ($to:ident $tag:ident $fixed:tt $given:tt $extra:tt; onclick = { $with:expr } $($rest:tt)*) => {
        $crate::draw::listener!($to $tag $fixed $given $extra onclick $with; $($rest)*);
    };
    ($to:ident $tag:ident $fixed:tt $given:tt $extra:tt; onchange = { $with:expr } $($rest:tt)*) => {
        $crate::draw::listener!($to $tag $fixed $given $extra onchange $with; $($rest)*);
    };
    ($to:ident $tag:ident $fixed:tt $given:tt $extra:tt; onclose = { $with:expr } $($rest:tt)*) => {
        $crate::draw::listener!($to $tag $fixed $given $extra onclose $with; $($rest)*);
    };
    ($to:ident $tag:ident $fixed:tt $given:tt $extra:tt; oninput = { $with:expr } $($rest:tt)*) => {
        $crate::draw::listener!($to $tag $fixed $given $extra oninput $with; $($rest)*);
    };
    ($to:ident $tag:ident $fixed:tt $given:tt $extra:tt; onkeydown = { $with:expr } $($rest:tt)*) => {
        $crate::draw::listener!($to $tag $fixed $given $extra onkeydown $with; $($rest)*);
    };
    ($to:ident $tag:ident $fixed:tt $given:tt $extra:tt; onpaste = { $with:expr } $($rest:tt)*) => {
        $crate::draw::listener!($to $tag $fixed $given $extra onpaste $with; $($rest)*);
    };
    ($to:ident $tag:ident $fixed:tt $given:tt $extra:tt; onsubmit = { $with:expr } $($rest:tt)*) => {
        $crate::draw::listener!($to $tag $fixed $given $extra onsubmit $with; $($rest)*);
    };
    ($to:ident $tag:ident $fixed:tt $given:tt $extra:tt; onpointerdown = { $with:expr } $($rest:tt)*) => {
        $crate::draw::listener!($to $tag $fixed $given $extra onpointerdown $with; $($rest)*);
    };
    ($to:ident $tag:ident $fixed:tt $given:tt $extra:tt; onpointerover = { $with:expr } $($rest:tt)*) => {
        $crate::draw::listener!($to $tag $fixed $given $extra onpointerover $with; $($rest)*);
    };
    ($to:ident $tag:ident $fixed:tt [$($given:tt)*] $extra:tt; { $name:ident } $($rest:tt)*) => {
        $crate::draw::element!($to $tag $fixed [$($given)* (stringify!($name), $name)] $extra; $($rest)*);
    };
    ($to:ident $tag:ident [$($fixed:tt)*] $given:tt $extra:tt; $name:ident $(- $further:ident)* = $said:literal $($rest:tt)*) => {
        $crate::draw::element!($to $tag [$($fixed)* (concat!(stringify!($name) $(, "-", stringify!($further))*), $said)] $given $extra; $($rest)*);
    };
    ($to:ident $tag:ident $fixed:tt [$($given:tt)*] $extra:tt; $name:ident $(- $further:ident)* = { $value:expr } $($rest:tt)*) => {
        $crate::draw::element!($to $tag $fixed [$($given)* (concat!(stringify!($name) $(, "-", stringify!($further))*), $value)] $extra; $($rest)*);
    };
}

/// What is no attribute and listens to an event.
macro_rules! listener {
    ($to:ident $tag:ident $fixed:tt $given:tt [$($extra:tt)*] $event:ident $with:expr; $($rest:tt)*) => {
        $crate::draw::element!($to $tag $fixed $given [$($extra)* (listen ::yew::html::$event::Wrapper::__macro_new($with))]; $($rest)*);
    };
}

pub(crate) use {branch, classes, draw, element, listener, nodes};

#[cfg(test)]
mod tests {
    /// What follows a condition is there whichever of its branches was taken.
    #[test]
    fn what_follows_an_if_follows_each_of_its_branches() {
        for number in 0..4 {
            let choice = draw! {
                <p>
                    { "before " }
                    if number == 0 { { "none" } } else if let Some(one) = (number == 1).then_some("one") { { one } } else if number == 2 { { "two" } <br /> } else { <b>{ "many" }</b> }
                    if number == 3 { { "!" } } else if number == 2 { { "?" } }
                    <i>{ " after" }</i>
                </p>
            };
            let (said, sign) = match number {
                0 => (draw! { <>{ "none" }</> }, draw! { <></> }),
                1 => (draw! { <>{ "one" }</> }, draw! { <></> }),
                2 => (draw! { <>{ "two" }<br /></> }, draw! { <>{ "?" }</> }),
                _ => (draw! { <><b>{ "many" }</b></> }, draw! { <>{ "!" }</> }),
            };
            assert_eq!(choice, draw! { <p>{ "before " }{ said }{ sign }<i>{ " after" }</i></p> }, "{number}");
        }
    }
}
