//! The words of the page in Chinese (simplified).

use super::{Fact, HeaderWords, LessonsWords, NoticeWords, NowhereWords, WelcomeWords, Words};

pub const WORDS: Words = Words {
    header: HeaderWords {
        skip_to_content: "跳到正文",
        home: "Chainwalk，课程列表",
        language: "语言",
        theme: "配色",
        theme_system: "跟随系统",
        theme_light: "浅色",
        theme_dark: "深色",
    },
    welcome: WelcomeWords {
        title: "看一个数据包穿过 Linux netfilter",
        lead: "逐个钩子点、逐张表、逐条规则地看：地址在哪里被改写，哪条规则计了数，连接断在哪里。",
        picture: "一个发往 192.168.66.100 端口 80 的数据包从 eth0 进入。在 PREROUTING，nat 表把目标地址改写为 172.17.0.2。\
                  随后路由让它经过 FORWARD 继续前行，而不是进入 INPUT。",
        picture_route: "路由",
        picture_local: "本机进程",
        facts: [
            Fact {
                title: "只是网页，没有服务器", text: "一切都在这个浏览器里运行。你输入的内容不会离开你的电脑。"
            },
            Fact {
                title: "没有网络也能用", text: "访问过一次，离线也能打开。单文件版可以直接从 U 盘启动。"
            },
            Fact {
                title: "每一处都有链接", text: "地址栏里有课程、步骤和语言。复制下来，随时回到原处。"
            },
        ],
    },
    lessons: LessonsWords {
        title: "课程",
        empty_title: "这一份里没有课程",
        empty_text: "这一份 Chainwalk 在构建时没有带上课程。有了课程，就会列在这里。",
        step: |number| format!("第 {number} 步"),
        back_to_list: "全部课程",
    },
    nowhere: NowhereWords {
        title: "这里什么也没有",
        no_page: "这个地址不对应 Chainwalk 的任何页面：",
        no_lesson: "没有叫这个名字的课程：",
        go_to_list: "去看课程",
    },
    notice: NoticeWords { new_version: "这个页面有了新版本。", reload: "载入新版本" },
};
