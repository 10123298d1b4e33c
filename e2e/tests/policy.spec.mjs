// The content security policy holds: what is not ours does not run, and what is ours needs nothing unsafe.

import { expect, opened, test } from '../site.mjs';

test('the policy allows nothing unsafe but compiling WebAssembly', async ({ page, site }) => {
  await page.goto(site.address);
  await opened(page);
  const policy = await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content');
  expect(policy).toContain("default-src 'none'");
  expect(policy.match(/'[a-z-]*unsafe[a-z-]*'/g)).toEqual(["'wasm-unsafe-eval'"]);
});

test('a script put into the page does not run, and text is not evaluated', async ({ page, site, complaints }) => {
  complaints.allowed.push(/Content Security Policy/);
  await page.goto(site.address);
  await opened(page);
  const ran = await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.injected = true';
    document.head.append(script);
    let evaluated = true;
    // Not `eval` itself: the test is run by the browser's own tools, which may.
    const button = document.createElement('button');
    button.setAttribute('onclick', 'window.injected = true');
    document.body.append(button);
    button.click();
    button.remove();
    try { new Function('return 1')(); } catch { evaluated = false; }
    return { injected: window.injected ?? false, evaluated };
  });
  expect(ran.injected).toBe(false);
  expect(complaints.heard.some((text) => /Content Security Policy/.test(text))).toBe(true);
});
