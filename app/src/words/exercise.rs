//! Words of the exercise and its command line.

use super::Language;

pub struct ExerciseWords {
    pub title: &'static str,
    pub goal: &'static str,
    pub met: &'static str,
    pub not_met: &'static str,
    pub solved: &'static str,
    pub almost: &'static str,
    pub next_hint: &'static str,
    pub hints: &'static str,
    pub solution: &'static str,
    pub begin: &'static str,
    pub loading: &'static str,
    pub not_there: &'static str,
    pub terminal: TerminalWords,
}

pub struct TerminalWords {
    pub title: &'static str,
    pub hosts: &'static str,
    /// Before the name of the host on which the next line is typed.
    pub line_on: &'static str,
    /// How the keyboard works here, and how it leaves.
    pub keys: &'static str,
    pub undo: &'static str,
    pub redo: &'static str,
    pub reset: &'static str,
    pub clear: &'static str,
    pub undone: &'static str,
    pub redone: &'static str,
    pub was_reset: &'static str,
    /// Behind a program's exit code.
    pub code: &'static str,
}

impl ExerciseWords {
    pub fn of(language: Language) -> &'static ExerciseWords {
        match language {
            Language::English => &ENGLISH,
            Language::Chinese => &CHINESE,
        }
    }
}

static ENGLISH: ExerciseWords = ExerciseWords {
    title: "Exercise",
    goal: "What must be true",
    met: "met",
    not_met: "not yet",
    solved: "Everything is met. Well done.",
    almost: "Nearly.",
    next_hint: "Show a hint",
    hints: "Hints",
    solution: "Show a solution",
    begin: "Begin",
    loading: "The lab is being set up …",
    not_there: "The lab cannot be set up:",
    terminal: TerminalWords {
        title: "Command line",
        hosts: "Host",
        line_on: "Command on",
        keys: "Enter runs, ↑ and ↓ recall, Tab completes. Tab in an empty line leaves the field; so do Escape and then Tab.",
        undo: "Undo",
        redo: "Redo",
        reset: "Start again",
        clear: "Clear the screen",
        undone: "The last line is undone.",
        redone: "The last line is run again.",
        was_reset: "Everything is as it was at the start.",
        code: "exit code",
    },
};

static CHINESE: ExerciseWords = ExerciseWords {
    title: "练习",
    goal: "要达到的条件",
    met: "已满足",
    not_met: "未满足",
    solved: "条件全部满足，做得好。",
    almost: "差一点。",
    next_hint: "看一条提示",
    hints: "提示",
    solution: "看一种解法",
    begin: "开始练习",
    loading: "正在布置实验环境……",
    not_there: "实验环境无法布置：",
    terminal: TerminalWords {
        title: "命令行",
        hosts: "主机",
        line_on: "输入命令，主机",
        keys: "Enter 执行，↑ ↓ 取回历史命令，Tab 补全。空行时按 Tab 离开输入框；先按 Escape 再按 Tab 也可以。",
        undo: "撤销",
        redo: "重做",
        reset: "重新开始",
        clear: "清屏",
        undone: "已撤销上一行。",
        redone: "已重做这一行。",
        was_reset: "一切回到开头。",
        code: "退出码",
    },
};
