//! The whole page: which of the pages is shown, in which language and colours, and what the document learns of it.
//!
//! Effects stand here, so that the reducers and the pages have none.

use yew::{Callback, ContextProvider, Html, UseReducerHandle, component, hook, html, use_callback, use_mut_ref, use_reducer};

use crate::address::{Address, Page};
use crate::browser::hash::use_address;
use crate::browser::{document, hash, storage};
use crate::catalogue;
use crate::components::announcer::Announcer;
use crate::components::header::Header;
use crate::components::update_notice::UpdateNotice;
use crate::effect::{Effect, use_shared};
use crate::pages::lesson::LessonPage;
use crate::pages::nowhere::{Nowhere, Sought};
use crate::pages::welcome::Welcome;
use crate::settings::{Change, Settings, Theme};
use crate::words::{Language, Spoken};

#[component]
pub fn App() -> Html {
    let (whereabouts, on_rest) = use_address();
    let address = &whereabouts.address;
    let settings = use_reducer(|| Settings { theme: document::theme() });
    let language = address.language.unwrap_or_else(document::language);
    let address = address.in_language(language);
    let title = title_of(&address, language);

    let on_theme = use_theme_callback(&settings);
    use_address_effects(&address, language);
    use_theme_effects(settings.theme);
    use_arrival(&address.page, &title);

    html! {
        <ContextProvider<Language> context={language}>
            <Header address={address.clone()} theme={settings.theme} {on_theme} />
            <main id={document::CONTENT} tabindex="-1">{ show(&address.page, whereabouts.arrivals, &on_rest, language) }</main>
            <UpdateNotice />
            <Announcer sentence={title} />
        </ContextProvider<Language>>
    }
}

fn show(page: &Page, arrivals: usize, on_rest: &Callback<Page>, language: Language) -> Html {
    match page {
        Page::Lessons => html! { <Welcome cards={catalogue::lessons(language)} scenes={catalogue::scenes(language)} /> },
        Page::Lesson(place) => match catalogue::find(&place.lesson, language) {
            // Another lesson is another page: nothing of the one before stays.
            Some(card) => {
                html! { <LessonPage key={card.id.to_string()} card={card.clone()} step={place.step} moment={place.moment.clone()} {arrivals} {on_rest} /> }
            }
            None => {
                html! { <Nowhere sought={Sought::Lesson} name={place.lesson.clone()} /> }
            }
        },
        Page::Unknown(path) => html! { <Nowhere sought={Sought::Page} name={path.clone()} /> },
    }
}

fn title_of(address: &Address, language: Language) -> String {
    let words = language.words();
    let here = match &address.page {
        Page::Lessons => words.welcome.title.to_owned(),
        Page::Lesson(place) => match catalogue::find(&place.lesson, language) {
            Some(card) => card.title.to_string(),
            None => words.nowhere.title.to_owned(),
        },
        Page::Unknown(_) => words.nowhere.title.to_owned(),
    };
    format!("{here} · Chainwalk")
}

/// Completes the address with the language, and tells the document and the storage of it.
#[hook]
fn use_address_effects(address: &Address, language: Language) {
    use_shared(Effect::of(address.clone(), move |_| hash::complete(language)));
    use_shared(Effect::of(language, |language| {
        document::set_language(*language);
        // Where nothing is kept, the address still holds the language.
        let _ = storage::write(storage::Key::Language, language.code());
    }));
}

#[hook]
fn use_theme_effects(theme: Theme) {
    use_shared(Effect::of(theme, |theme| {
        document::set_theme(*theme);
        // Where nothing is kept, the choice lasts as long as the page is open.
        let _ = storage::write(storage::Key::Theme, theme.code());
    }));
}

#[hook]
fn use_theme_callback(settings: &UseReducerHandle<Settings>) -> Callback<Theme> {
    let dispatcher = settings.dispatcher();
    use_callback((), move |theme: Theme, ()| dispatcher.dispatch(Change::Theme(theme)))
}

/// Sets the title, and on arriving at another page moves focus and view to its beginning, as a link to a
/// new document would. Not at the first page, where nobody has gone anywhere yet, and not from step to step.
#[hook]
fn use_arrival(page: &Page, title: &str) {
    let arrived_before = use_mut_ref(|| false);
    use_shared(Effect::of(title.to_owned(), |title| document::set_title(title)));
    use_shared(Effect::of(page.without_step(), move |_| {
        if arrived_before.replace(true) {
            document::focus(document::CONTENT);
            document::scroll_to_top();
        }
    }));
}
