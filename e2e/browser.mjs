// Which Chromium the tests and the pictures use, and how it has to be started.
//
// CHAINWALK_CHROMIUM names it (`cargo xtask test` sets that); without it Debian's is taken.

export const executablePath = process.env.CHAINWALK_CHROMIUM ?? '/usr/bin/chromium';

// Without a sandbox, because the tests also run as root and in containers; without what talks to the vendor.
export const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
