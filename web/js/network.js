// The browser's word on whether there is a network, and waits that end when it comes back.

/** @returns {boolean} */
export function isOffline() {
  return navigator.onLine === false;
}

/**
 * Waits, but not longer than until the network is back.
 * @param {number} seconds
 * @returns {Promise<void>}
 */
export function pause(seconds) {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      removeEventListener("online", end);
      resolve();
    };
    const timer = setTimeout(end, seconds * 1000);
    addEventListener("online", end);
  });
}
