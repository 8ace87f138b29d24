/**
 * The `onClose` of an action that reads again what a dialog may have changed, for `doAction`.
 *
 * Odoo opens no form from a list until that has come to its end, and it never does if the component
 * was left meanwhile. So nobody waits for it, and what is about to be left is not read at all.
 *
 * @param {Function} load
 * @returns {Function}
 */
export const afterDialog =
    (load) =>
    ({ noReload } = {}) => {
        if (!noReload) {
            load();
        }
    };
