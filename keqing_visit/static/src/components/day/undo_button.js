import { Component, onWillUnmount, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";

const UNDO_SECONDS = 60;

/** For a minute, a check-in that was a slip can be taken back. */
export class UndoButton extends Component {
    static template = "keqing_visit.UndoButton";
    static props = { since: String, undo: Function };

    setup() {
        this.state = useState({ now: Date.now() });
        const clock = browser.setInterval(() => (this.state.now = Date.now()), 1000);
        onWillUnmount(() => browser.clearInterval(clock));
    }

    get seconds() {
        const passed = (this.state.now - deserializeDateTime(this.props.since).toMillis()) / 1000;
        return Math.max(0, Math.min(UNDO_SECONDS, Math.ceil(UNDO_SECONDS - passed)));
    }

    get label() {
        return _t("Take the check-in back (%s s)", this.seconds);
    }
}
