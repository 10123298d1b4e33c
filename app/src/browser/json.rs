//! Texts by name, as JSON and back: the browser knows how.

use js_sys::{JSON, Object, Reflect};
use web_sys::wasm_bindgen::JsValue;

pub struct Texts(JsValue);

impl Texts {
    /// Nothing where there is no such name, or no text under it.
    pub fn get(&self, name: &str) -> Option<String> {
        Reflect::get(&self.0, &JsValue::from_str(name)).ok()?.as_string()
    }
}

/// Nothing where it is not JSON.
pub fn read(text: &str) -> Option<Texts> {
    JSON::parse(text).ok().map(Texts)
}

pub fn write(texts: impl Iterator<Item = (&'static str, String)>) -> String {
    let object = Object::new();
    for (name, text) in texts {
        // Refused only by objects that are frozen, and this one is new.
        let _ = Reflect::set(&object, &JsValue::from_str(name), &JsValue::from_str(&text));
    }
    JSON::stringify(&object).map(String::from).unwrap_or_default()
}
