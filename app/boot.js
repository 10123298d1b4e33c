// What must happen before the program is there, and what must still work when it never comes.
//
// 1. Colours and language are set before anything is painted.
// 2. When WebAssembly is missing, a file does not arrive or the program meets a defect, the part of
//    index.html made for it is shown: what happened, how to go on, that nothing is lost.
// 3. The program gets the files that it asks for by name, and answers from the second program, which comes when asked.
// 4. In the site that is given away (and only there) the service worker is registered.
//
// It must run where the program cannot, so it keeps to what every browser of the last years understands.
(() => {
  'use strict';
  const root = document.documentElement;
  let started = false;
  let shown = false;

  // The names are those of app/src/browser/storage.rs. A browser may refuse to tell.
  function remembered(name) {
    try {
      return localStorage.getItem('chainwalk.' + name);
    } catch (refused) {
      return null;
    }
  }

  function chosenLanguage() {
    const inAddress = /^#\/(en|zh)(\/|$)/.exec(location.hash);
    const code = (inAddress && inAddress[1]) || remembered('language') || navigator.language || 'en';
    return code.slice(0, 2) === 'zh' ? 'zh-Hans' : 'en';
  }

  function show(kind, details) {
    if (shown) return;
    shown = true;
    const trouble = document.getElementById('trouble');
    for (const part of trouble.querySelectorAll('[data-kind]')) part.hidden = part.dataset.kind !== kind;
    document.getElementById('trouble-details').textContent = details + '\n' + location.href + '\n' + navigator.userAgent;
    document.getElementById('app').hidden = true;
    trouble.hidden = false;
    trouble.focus();
  }

  // Before the document is read there is nothing to show anything in.
  function trouble(kind, details) {
    if (document.readyState === 'loading') {
      document.addEventListener('DOMContentLoaded', () => show(kind, details));
    } else {
      show(kind, details);
    }
  }

  function failed(error, text) {
    const trapped = typeof WebAssembly === 'object' && error instanceof WebAssembly.RuntimeError;
    if (trapped) trouble('defect', text);
    else if (!started) trouble('missing', text);
  }

  root.setAttribute('data-theme', remembered('theme') || 'system');
  root.setAttribute('lang', chosenLanguage());

  if (typeof WebAssembly !== 'object') {
    trouble('too-old', 'WebAssembly: ' + typeof WebAssembly);
  }
  addEventListener('TrunkApplicationStarted', () => { started = true; });
  addEventListener('chainwalk:panic', (event) => trouble('defect', event.detail));
  addEventListener('unhandledrejection', (event) => failed(event.reason, String(event.reason)));
  addEventListener('error', (event) => {
    const element = event.target;
    if (element === window) failed(event.error, event.message + '\n' + (event.error && event.error.stack));
    else if (element.tagName === 'SCRIPT') failed(null, 'not loaded: ' + (element.src || 'the program'));
  }, true);

  document.addEventListener('DOMContentLoaded', () => {
    const reload = document.getElementById('trouble-reload');
    reload.addEventListener('click', () => location.reload());
    const start = document.getElementById('trouble-start');
    start.addEventListener('click', (event) => {
      event.preventDefault();
      location.hash = '#/';
      location.reload();
    });
  });

  // A packed file of the site, unpacked. In the single file it stands inside, as text.
  async function read(name) {
    const inside = document.querySelector('script[data-file="' + name + '"]');
    if (inside) return unpacked(new Blob([Uint8Array.from(atob(inside.textContent), (letter) => letter.charCodeAt(0))]).stream());
    const response = await fetch('./' + name);
    if (!response.ok) throw new Error(name + ': ' + response.status);
    return unpacked(response.body);
  }

  async function unpacked(stream) {
    const whole = new Response(stream.pipeThrough(new DecompressionStream('deflate')));
    return new Uint8Array(await whole.arrayBuffer());
  }

  // The second program walks packets for exercises. It is fetched when it is first asked, and again if it did not come.
  let bench = null;
  function ask(request) {
    bench = bench || startBench();
    return bench.then((answer) => answer(request), (error) => {
      bench = null;
      throw error;
    });
  }

  async function startBench() {
    const program = 'bench/bench_bg.wasm';
    const isInside = document.querySelector('script[data-file="' + program + '"]');
    if (!isInside) await script('./bench/bench.js');
    await chainwalk_bench({ module_or_path: isInside ? await read(program) : './' + program });
    return window.chainwalkBench;
  }

  function script(source) {
    return new Promise((loaded, failed) => {
      const element = document.createElement('script');
      element.onload = loaded;
      element.onerror = () => failed(new Error(source));
      element.src = source;
      document.head.append(element);
    });
  }

  window.chainwalk = { read, ask };

  const worker = document.querySelector('meta[name="chainwalk-worker"]');
  if (worker && 'serviceWorker' in navigator) {
    const hadOne = Boolean(navigator.serviceWorker.controller);
    navigator.serviceWorker.addEventListener('controllerchange', () => {
      if (hadOne) dispatchEvent(new CustomEvent('chainwalk:updated'));
    });
    // Without the worker the page works, only not offline: a host without TLS refuses it.
    addEventListener('load', () => navigator.serviceWorker.register(worker.content).catch(() => {}));
  }
})();
