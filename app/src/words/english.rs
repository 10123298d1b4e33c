//! The words of the page in English.

use super::{Fact, HeaderWords, LessonsWords, NoticeWords, NowhereWords, WelcomeWords, Words};

pub const WORDS: Words = Words {
    header: HeaderWords {
        skip_to_content: "Skip to the content",
        home: "Chainwalk, list of lessons",
        language: "Language",
        theme: "Colours",
        theme_system: "As the system",
        theme_light: "Light",
        theme_dark: "Dark",
    },
    welcome: WelcomeWords {
        title: "Watch a packet cross Linux netfilter",
        lead: "Hook by hook, table by table, rule by rule. See where an address is rewritten, which rule counts, \
               and where a connection dies.",
        picture: "A packet enters on eth0 for 192.168.66.100, port 80. In PREROUTING the nat table rewrites its \
                  destination to 172.17.0.2. Routing then sends it on through FORWARD, not up through INPUT.",
        picture_route: "route",
        picture_local: "local process",
        facts: [
            Fact { title: "A page, not a service", text: "It runs in this browser. Nothing you type here leaves your machine." },
            Fact {
                title: "Works without a network",
                text: "Once visited, it opens offline. As a single file it starts from a USB stick.",
            },
            Fact {
                title: "Every place has a link",
                text: "The address holds the lesson, the step and the language. Copy it and you are back.",
            },
        ],
    },
    lessons: LessonsWords {
        title: "Lessons",
        empty_title: "No lessons on this copy",
        empty_text: "This copy of Chainwalk was built without lessons. When it has some, they stand here.",
        step: |number| format!("Step {number}"),
        back_to_list: "All lessons",
    },
    nowhere: NowhereWords {
        title: "Nothing here",
        no_page: "This address leads to no page of Chainwalk:",
        no_lesson: "There is no lesson with this name:",
        go_to_list: "Go to the lessons",
    },
    notice: NoticeWords { new_version: "A newer version of this page has arrived.", reload: "Load it" },
};
