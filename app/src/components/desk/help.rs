//! All keys in one place, in the browser's own dialog: it holds the focus and closes by Escape.

use web_sys::HtmlDialogElement;
use yew::{Callback, Html, NodeRef, Properties, component, use_node_ref};

use crate::components::press::says;
use crate::draw::draw;
use crate::effect::{Effect, use_shared};
use crate::words::use_words;

#[derive(Properties, PartialEq)]
pub struct HelpProps {
    pub is_open: bool,
    pub on_help: Callback<bool>,
}

#[component]
pub fn Help(props: &HelpProps) -> Html {
    let words = &use_words().help;
    let dialog = use_node_ref();
    use_shared(Effect::of((props.is_open, dialog.clone()), |(is_open, dialog)| show(*is_open, dialog)));
    let lines = words.lines.iter().map(|(keys, deed)| draw! { <div><dt><kbd>{ *keys }</kbd></dt><dd>{ *deed }</dd></div> });
    draw! {
        <dialog class="panel help" ref={dialog} aria-labelledby="help-title" onclose={says(&props.on_help, false)}>
            <h2 id="help-title">{ words.title }</h2>
            <dl>{ for lines }</dl>
            <button type="button" class="button" onclick={says(&props.on_help, false)}>{ words.close }</button>
        </dialog>
    }
}

fn show(is_open: bool, dialog: &NodeRef) {
    let Some(dialog) = dialog.cast::<HtmlDialogElement>() else { return };
    match is_open {
        // Refused only for a dialog that is shown already.
        true if !dialog.open() => {
            let _ = dialog.show_modal();
        }
        false if dialog.open() => dialog.close(),
        true | false => {}
    }
}
