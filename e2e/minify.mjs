// Scripts and styles without what only people read: `node minify.mjs FILE…` writes each file anew, smaller.
import { readFile, writeFile } from 'node:fs/promises';
import { transform } from 'esbuild';

// boot.js must be understood where the program cannot run: nothing is written newer than it was.
const options = { minify: true, legalComments: 'none', target: 'es2020', charset: 'utf8' };

for (const file of process.argv.slice(2)) {
  const { code } = await transform(await readFile(file, 'utf8'), { ...options, loader: file.endsWith('.css') ? 'css' : 'js' });
  await writeFile(file, code);
}
