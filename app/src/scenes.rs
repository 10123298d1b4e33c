//! What the list says of what can be watched without a lesson; `press` plays it.

use crate::words::Language;

/// What a list says of a scene.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scene {
    /// As in the address, and as the recording is called.
    pub id: &'static str,
    titles: [&'static str; 2],
    questions: [&'static str; 2],
}

impl Scene {
    pub fn title(&self, language: Language) -> &'static str {
        in_language(self.titles, language)
    }

    pub fn question(&self, language: Language) -> &'static str {
        in_language(self.questions, language)
    }
}

fn in_language(pair: [&'static str; 2], language: Language) -> &'static str {
    let [english, chinese] = pair;
    match language {
        Language::English => english,
        Language::Chinese => chinese,
    }
}

pub const SCENES: [Scene; 14] = [
    Scene {
        id: "001-handshake",
        titles: ["Three packets to a published port", "发往已发布端口的三个数据包"],
        questions: ["Why do five rules count a handshake so differently?", "同一次握手，五条规则的计数为什么各不相同？"],
    },
    Scene {
        id: "001-handshake-stepwise",
        titles: ["Data, farewell, and a second connection", "传数据、告别，再来第二个连接"],
        questions: ["How often is the nat table asked in a connection's life?", "一个连接的一生中，nat 表会被问几次？"],
    },
    Scene {
        id: "001-container-to-internet",
        titles: ["A container goes out", "容器访问外网"],
        questions: [
            "Who puts the host's address on the packet, and who takes it off the answer?",
            "谁把宿主机地址写到包上，又是谁在应答时把它改回来？",
        ],
    },
    Scene {
        id: "001-hairpin",
        titles: ["A container calls its own host's port", "容器访问自己宿主机的端口"],
        questions: ["Why does the rule that returns exist?", "那条 RETURN 规则为什么存在？"],
    },
    Scene {
        id: "001-host-own-ip",
        titles: ["The host calls itself", "主机访问自己"],
        questions: ["Its own address and 127.0.0.1: do both take the same way?", "本机地址和 127.0.0.1，走的是同一条路吗？"],
    },
    Scene {
        id: "000-own-ip-input-drop",
        titles: ["The answer dies in INPUT", "应答死在 INPUT"],
        questions: ["The SYN got through. Who throws the answer away?", "SYN 过去了，是谁丢掉了应答？"],
    },
    Scene {
        id: "000-own-ip-established-allowed",
        titles: ["One rule brings the answer back", "一条规则救回应答"],
        questions: ["Which state does an answer have?", "应答包处于什么状态？"],
    },
    Scene {
        id: "000-localhost-input-drop",
        titles: ["Connected, and still no answer", "连上了，却没有应答"],
        questions: ["With whom did nc connect?", "nc 到底连上了谁？"],
    },
    Scene {
        id: "002-docker-user-published-port",
        titles: ["A port in DOCKER-USER", "DOCKER-USER 里的端口"],
        questions: ["Which port does a rule in FORWARD see?", "FORWARD 里的规则看到的是哪个端口？"],
    },
    Scene {
        id: "002-icc-drop-bridge-nf-1",
        titles: ["Two containers on one bridge", "同一网桥上的两个容器"],
        questions: ["Does a bridged frame meet iptables?", "桥接的帧会经过 iptables 吗？"],
    },
    Scene {
        id: "002-no-localnet-exception",
        titles: ["Three attempts at 127.0.0.1", "三次尝试 127.0.0.1"],
        questions: ["What does it take to lead loopback to a container?", "要把回环流量引到容器，需要什么？"],
    },
    Scene {
        id: "004-local-outgoing",
        titles: ["Redirected to a closed port", "被重定向到关闭的端口"],
        questions: ["Who refuses the connection?", "是谁拒绝了连接？"],
    },
    Scene {
        id: "004-log-rules-external",
        titles: ["Log rules in every chain", "每条链都有 LOG 规则"],
        questions: ["Which chains write a line for a forwarded or local packet?", "哪些链会为这个数据包写日志？"],
    },
    Scene {
        id: "004-udp-rule-inserted-late",
        titles: ["A rule that comes too late", "来晚了的规则"],
        questions: ["Does a new nat rule touch a flow that is known already?", "新的 nat 规则会影响已知的流吗？"],
    },
];

/// Not listed: a host with a thousand rules, which a step must not feel.
pub const MANY_RULES: Scene = Scene {
    id: "a-thousand-rules",
    titles: ["A thousand rules", "一千条规则"],
    questions: ["How long does a step take?", "一步要多久？"],
};

/// Not listed: more hosts and packets than a screen is wide.
pub const CROWD: Scene = Scene {
    id: "a-crowd",
    titles: ["A crowd", "人多的地方"],
    questions: ["Can twelve hosts still be told apart?", "十二台主机还分得清吗？"],
};

pub fn find(id: &str) -> Option<Scene> {
    SCENES.into_iter().chain([MANY_RULES, CROWD]).find(|scene| scene.id == id)
}
