// Starts the program of the single file, which stands in the page as compressed text. `packer` puts this there.
(async () => {
  'use strict';
  const text = document.getElementById('chainwalk-program').textContent;
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const program = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  await wasm_bindgen({ module_or_path: await new Response(program).arrayBuffer() });
  dispatchEvent(new CustomEvent('TrunkApplicationStarted'));
})();
