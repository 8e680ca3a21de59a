// Calls those who look elsewhere: by a notification, if they have allowed it.

/** @returns {boolean} whether it makes sense to offer it */
export function canAsk() {
  return "Notification" in window && Notification.permission === "default";
}

/** @returns {boolean} */
export function isAllowed() {
  return "Notification" in window && Notification.permission === "granted";
}

/** @returns {Promise<boolean>} whether the visitor allows it */
export async function ask() {
  return (await Notification.requestPermission()) === "granted";
}

/**
 * Notifies those who have allowed it and do not see the page.
 * @param {string} title
 * @param {string} body
 * @param {string} address the part of the page's address that shows it
 */
export function ring(title, body, address) {
  if (!isAllowed() || !document.hidden) return;
  try {
    const note = new Notification(title, { body, icon: "icon.svg", tag: address });
    note.onclick = () => {
      focus();
      location.hash = address;
      note.close();
    };
  } catch {
    // Some phones allow this to service workers alone; the title says it too.
  }
}
