//! A small map in a list, in order of its keys.
//!
//! Why not `BTreeMap`: what the page keeps has a few entries, and each kind of tree and of sort is some kilobytes of program.

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sorted<K, V>(Vec<(K, V)>);

impl<K, V> Default for Sorted<K, V> {
    fn default() -> Sorted<K, V> {
        Sorted(Vec::new())
    }
}

impl<K: Ord, V> Sorted<K, V> {
    fn place(&self, key: &K) -> Result<usize, usize> {
        self.0.binary_search_by(|(known, _)| known.cmp(key))
    }

    pub fn get(&self, key: &K) -> Option<&V> {
        self.place(key).ok().and_then(|place| self.0.get(place)).map(|(_, value)| value)
    }

    pub fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        self.place(key).ok().and_then(|place| self.0.get_mut(place)).map(|(_, value)| value)
    }

    pub fn insert(&mut self, key: K, value: V) {
        match self.place(&key) {
            Ok(place) => {
                if let Some(known) = self.0.get_mut(place) {
                    known.1 = value;
                }
            }
            Err(place) => self.0.insert(place, (key, value)),
        }
    }

    pub fn or_insert_with(&mut self, key: K, value: impl FnOnce() -> V) -> &mut V {
        let place = match self.place(&key) {
            Ok(place) => place,
            Err(place) => {
                self.0.insert(place, (key, value()));
                place
            }
        };
        // `place` was found or filled just above
        &mut self.0[place].1
    }

    pub fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        self.0.iter().map(|(key, value)| (key, value))
    }
}

/// Puts a value behind all that are not greater.
pub fn insert_by_key<T, K: Ord>(list: &mut Vec<T>, value: T, key: impl Fn(&T) -> K) {
    let place = list.iter().take_while(|known| key(known) <= key(&value)).count();
    list.insert(place, value);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_stand_in_order_and_once() {
        let mut map = Sorted::default();
        for (key, value) in [(3, 'a'), (1, 'b'), (2, 'c'), (3, 'd')] {
            map.insert(key, value);
        }
        assert_eq!(map.iter().collect::<Vec<_>>(), [(&1, &'b'), (&2, &'c'), (&3, &'d')]);
        assert_eq!((map.get(&2), map.get(&4)), (Some(&'c'), None));
        if let Some(value) = map.get_mut(&1) {
            *value = 'e';
        }
        assert_eq!(map.get(&1), Some(&'e'));
        assert_eq!((*map.or_insert_with(1, || 'f'), *map.or_insert_with(0, || 'g')), ('e', 'g'));
    }

    #[test]
    fn equal_ones_keep_their_order() {
        let mut list = Vec::new();
        for pair in [(2, 'a'), (1, 'b'), (2, 'c'), (1, 'd')] {
            insert_by_key(&mut list, pair, |(number, _)| *number);
        }
        assert_eq!(list, [(1, 'b'), (1, 'd'), (2, 'a'), (2, 'c')]);
    }
}
