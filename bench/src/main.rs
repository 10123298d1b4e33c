//! The engine as a program of its own, which the page fetches when somebody begins an exercise: one function in the
//! browser's window that takes a packed request and gives a packed answer. What it answers is `lessons::bench`'s.

use std::cell::RefCell;

use js_sys::{Reflect, Uint8Array};
use lessons::FORMAT;
use lessons::bench::{Bench, answer_packed};
use wasm_bindgen::closure::Closure;

/// The function's name; `boot.js` calls it.
const NAME: &str = "chainwalkBench";

fn main() {
    let bench = RefCell::new(Bench::default());
    let answer = Closure::<dyn Fn(Uint8Array) -> Uint8Array>::new(move |request: Uint8Array| {
        let request = request.to_vec();
        // A page of another version gets an answer that it does not take for its own.
        let request = request.strip_prefix(FORMAT).unwrap_or_default();
        let answer = answer_packed(&mut bench.borrow_mut(), request);
        Uint8Array::from([FORMAT, &answer].concat().as_slice())
    });
    // Refused by no window; without the function the page says that the exercise did not come.
    let _ = Reflect::set(&js_sys::global(), &NAME.into(), answer.as_ref());
    answer.forget();
}
