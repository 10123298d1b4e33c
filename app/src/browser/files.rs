//! What the program asks for when it needs it: files of the site, and answers of the second program. `boot.js` fetches
//! and unpacks; in the single file all of it stands inside. And files that a person chooses or is given.

use js_sys::{Function, Promise, Reflect, Uint8Array};
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlInputElement;
use web_sys::wasm_bindgen::{JsCast, JsValue};

/// Why a file did not come, in the browser's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DidNotCome(pub String);

pub async fn read(name: &str) -> Result<Vec<u8>, DidNotCome> {
    call("read", &JsValue::from_str(name)).await
}

/// What the second program answers.
pub async fn ask(request: &[u8]) -> Result<Vec<u8>, DidNotCome> {
    call("ask", &Uint8Array::from(request)).await
}

/// The text of the file that was chosen in a field. The field is empty afterwards, so that the same file can be chosen again.
pub async fn chosen(field: &HtmlInputElement) -> Option<String> {
    let file = field.files()?.get(0)?;
    let text = JsFuture::from(file.text()).await.ok()?;
    field.set_value("");
    text.as_string()
}

/// An address under which this text can be saved, without anybody serving it.
pub fn address_of_json(text: &str) -> String {
    let text = js_sys::encode_uri_component(text);
    ["data:application/json;charset=utf-8,", &String::from(text)].concat()
}

async fn call(name: &str, argument: &JsValue) -> Result<Vec<u8>, DidNotCome> {
    let bytes = awaited(name, argument).await.map_err(|error| DidNotCome(words_of(&error)))?;
    Ok(Uint8Array::new(&bytes).to_vec())
}

async fn awaited(name: &str, argument: &JsValue) -> Result<JsValue, JsValue> {
    let chainwalk = Reflect::get(&gloo_utils::window(), &JsValue::from_str("chainwalk"))?;
    let function: Function = Reflect::get(&chainwalk, &JsValue::from_str(name))?.dyn_into()?;
    let promise: Promise = function.call1(&chainwalk, argument)?.dyn_into()?;
    JsFuture::from(promise).await
}

fn words_of(error: &JsValue) -> String {
    error.dyn_ref::<js_sys::Error>().map_or_else(|| "?".to_owned(), |error| String::from(error.message()))
}
