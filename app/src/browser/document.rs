//! What the page sets on the document around it: its language, its title, its colours, the focus.

use web_sys::wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use crate::settings::Theme;
use crate::words::{Language, Spoken};

/// The id of the element in `index.html` that holds the page.
pub const MOUNT_POINT: &str = "app";

/// The id of the page's content, which the skip link leads to.
pub const CONTENT: &str = "content";

pub fn mount_point() -> Option<Element> {
    gloo_utils::document().get_element_by_id(MOUNT_POINT)
}

/// The language that `boot.js` chose, or English where it did not run.
pub fn language() -> Language {
    let tag = gloo_utils::document_element().get_attribute("lang");
    tag.as_deref().and_then(Language::from_tag).unwrap_or(Language::English)
}

pub fn set_language(language: Language) {
    set_root_attribute("lang", language.tag());
}

/// The theme that `boot.js` found remembered.
pub fn theme() -> Theme {
    let code = gloo_utils::document_element().get_attribute("data-theme");
    code.as_deref().and_then(Theme::from_code).unwrap_or(Theme::System)
}

pub fn set_theme(theme: Theme) {
    set_root_attribute("data-theme", theme.code());
}

/// Text and picture large enough for the last row of a room.
pub fn set_large(is_large: bool) {
    set_root_attribute("data-size", if is_large { "large" } else { "usual" });
}

pub fn set_title(title: &str) {
    gloo_utils::document().set_title(title);
}

/// Moves the focus to the element with this id, if it is there, so that the next Tab goes on from there.
pub fn focus(id: &str) {
    take_focus(gloo_utils::document().get_element_by_id(id));
}

/// Closes what folds out, if it is open.
pub fn close(selector: &str) {
    let Some(element) = find(selector) else { return };
    let has_focus = element.contains(gloo_utils::document().active_element().as_deref());
    // Refused only for what is no attribute's name.
    let _ = element.remove_attribute("open");
    if has_focus {
        take_focus(element.first_element_child());
    }
}

/// Where the element is gone that had the focus, the first that fits takes it.
pub fn focus_if_lost(selector: &str) {
    if gloo_utils::document().active_element().is_none_or(|element| element.tag_name() == "BODY") {
        take_focus(find(selector));
    }
}

/// Scrolls the list around the first element that fits, and only that list, until the element is in view.
pub fn keep_in_view(selector: &str) {
    let Some(element) = find(selector) else { return };
    let Some(list) = element.closest("[data-scrolls]").ok().flatten() else { return };
    let (inner, outer) = (element.get_bounding_client_rect(), list.get_bounding_client_rect());
    const MARGIN: f64 = 48.0;
    let margin = MARGIN.min((outer.height() - inner.height()) / 2.0).max(0.0);
    let above = inner.top() - margin - outer.top();
    let below = inner.bottom() + margin - outer.bottom();
    if above < 0.0 {
        list.set_scroll_top(list.scroll_top() + above as i32);
    } else if below > 0.0 {
        list.set_scroll_top(list.scroll_top() + below.min(above) as i32);
    }
}

/// Whether the person says yes. A browser that cannot ask says no.
pub fn confirms(question: &str) -> bool {
    gloo_utils::window().confirm_with_message(question).unwrap_or(false)
}

pub fn print() {
    // A browser without a printer says so itself.
    let _ = gloo_utils::window().print();
}

pub fn scroll_to_top() {
    gloo_utils::window().scroll_to_with_x_and_y(0.0, 0.0);
}

pub fn reload() {
    // Refused only in documents that are not on a page; there is nothing left to try then.
    let _ = gloo_utils::window().location().reload();
}

/// The first element that fits.
fn find(selector: &str) -> Option<Element> {
    gloo_utils::document().query_selector(selector).ok().flatten()
}

fn take_focus(element: Option<Element>) {
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        // A browser that refuses leaves the focus where it was, which is what a person then expects.
        let _ = element.focus();
    }
}

fn set_root_attribute(name: &str, value: &str) {
    // Fails only for a name that is no attribute name, and ours are constants.
    let _ = gloo_utils::document_element().set_attribute(name, value);
}
