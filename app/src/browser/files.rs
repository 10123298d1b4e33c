//! Files of the site that the program asks for when it needs them. `boot.js` fetches and unpacks them; in the single file
//! they stand inside.

use js_sys::{Function, Promise, Reflect, Uint8Array};
use wasm_bindgen_futures::JsFuture;
use web_sys::wasm_bindgen::{JsCast, JsValue};

/// Why a file did not come, in the browser's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DidNotCome(pub String);

pub async fn read(name: &str) -> Result<Vec<u8>, DidNotCome> {
    let bytes = ask(name).await.map_err(|error| DidNotCome(words_of(&error)))?;
    Ok(Uint8Array::new(&bytes).to_vec())
}

async fn ask(name: &str) -> Result<JsValue, JsValue> {
    let chainwalk = Reflect::get(&gloo_utils::window(), &JsValue::from_str("chainwalk"))?;
    let read: Function = Reflect::get(&chainwalk, &JsValue::from_str("read"))?.dyn_into()?;
    let promise: Promise = read.call1(&chainwalk, &JsValue::from_str(name))?.dyn_into()?;
    JsFuture::from(promise).await
}

fn words_of(error: &JsValue) -> String {
    error.dyn_ref::<js_sys::Error>().map_or_else(|| "?".to_owned(), |error| String::from(error.message()))
}
