//! A packed file of the site on its way here, and what is made of it. While another file is on its way, what was here stays.

use std::rc::Rc;

use serde::de::DeserializeOwned;
use wasm_bindgen_futures::spawn_local;
use yew::{AttrValue, Reducible, hook, use_reducer};

use crate::browser::files::{self, DidNotCome};
use crate::effect::{Effect, use_shared};
use crate::packed::{self, OfAnotherVersion};

pub enum Fetched<Made> {
    Awaited,
    Here(Rc<Made>),
    /// With the browser's words for it.
    Missing(AttrValue),
}

impl<Made> Clone for Fetched<Made> {
    fn clone(&self) -> Fetched<Made> {
        match self {
            Fetched::Awaited => Fetched::Awaited,
            Fetched::Here(made) => Fetched::Here(made.clone()),
            Fetched::Missing(why) => Fetched::Missing(why.clone()),
        }
    }
}

/// The file with this name, asked for as soon as it is another one.
#[hook]
pub fn use_fetched<File: DeserializeOwned + 'static, Made: 'static>(name: String, make: fn(File) -> Made) -> Fetched<Made> {
    let state = use_reducer(State::default);
    let dispatcher = state.dispatcher();
    use_shared(Effect::of(name, move |name| {
        let name = name.clone();
        dispatcher.dispatch(Deed::Asked(name.clone()));
        spawn_local(async move {
            let came = match files::read(&name).await {
                // A reload brings program and file of one version.
                Ok(packed) => packed::unpack(&packed).map(make).map_err(|OfAnotherVersion| AttrValue::Static("")),
                Err(DidNotCome(why)) => Err(AttrValue::from(why)),
            };
            dispatcher.dispatch(Deed::Came(name, came));
        });
    }));
    state.shown.clone()
}

struct State<Made> {
    asked: String,
    shown: Fetched<Made>,
}

enum Deed<Made> {
    Asked(String),
    Came(String, Result<Made, AttrValue>),
}

impl<Made> Default for State<Made> {
    fn default() -> State<Made> {
        State { asked: String::new(), shown: Fetched::Awaited }
    }
}

impl<Made> Reducible for State<Made> {
    type Action = Deed<Made>;

    fn reduce(self: Rc<Self>, deed: Deed<Made>) -> Rc<Self> {
        let (asked, shown) = match (deed, &self.shown) {
            (Deed::Asked(name), shown) => (name, shown.clone()),
            // Meanwhile somebody wants another one.
            (Deed::Came(name, _), _) if name != self.asked => return self,
            (Deed::Came(name, Ok(made)), _) => (name, Fetched::Here(Rc::new(made))),
            (Deed::Came(_, Err(_)), Fetched::Here(_)) => return self,
            (Deed::Came(name, Err(why)), Fetched::Awaited | Fetched::Missing(_)) => (name, Fetched::Missing(why)),
        };
        Rc::new(State { asked, shown })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(deeds: Vec<Deed<u8>>) -> Result<u8, Option<String>> {
        let state = deeds.into_iter().fold(Rc::new(State::default()), |state, deed| state.reduce(deed));
        match &state.shown {
            Fetched::Awaited => Err(None),
            Fetched::Here(made) => Ok(**made),
            Fetched::Missing(why) => Err(Some(why.to_string())),
        }
    }

    #[test]
    fn what_was_here_stays_until_what_was_asked_for_last_has_come() {
        let asked = |name: &str| Deed::Asked(name.to_owned());
        let came = |name: &str, made| Deed::Came(name.to_owned(), Ok(made));
        let failed = |name: &str| Deed::Came(name.to_owned(), Err(AttrValue::from("404")));
        assert_eq!(shown(vec![asked("en")]), Err(None));
        assert_eq!(shown(vec![asked("en"), failed("en")]), Err(Some("404".to_owned())));
        assert_eq!(shown(vec![asked("en"), came("en", 1), asked("zh")]), Ok(1));
        assert_eq!(shown(vec![asked("en"), came("en", 1), asked("zh"), failed("zh")]), Ok(1));
        assert_eq!(shown(vec![asked("en"), came("en", 1), asked("zh"), came("zh", 2)]), Ok(2));
        assert_eq!(shown(vec![asked("en"), asked("zh"), came("zh", 2), came("en", 1)]), Ok(2));
        assert_eq!(shown(vec![asked("en"), failed("en"), asked("zh"), came("zh", 2)]), Ok(2));
    }
}
