import { Component, onWillStart, useExternalListener, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { isDisplayStandalone } from "@web/core/browser/feature_detection";
import { deserializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useAutofocus, useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { afterDialog } from "../after_dialog";
import { GradeBadge } from "../grade_badge/grade_badge";
import { LEVELS } from "../matters/matters";

const { DateTime } = luxon;

/** What waits for the user, as the server's `keqing.today` says: the first screen of the app. */
export class Today extends Component {
    static template = "keqing_customer.Today";
    static components = { GradeBadge };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.ui = useService("ui");
        this.levels = LEVELS;
        this.findRef = useAutofocus({ refName: "find" });
        this.doneLabel = _t("Done");
        this.openLabel = _t("To do");
        this.keepLast = new KeepLast();
        this.state = useState({ date: false, sections: [] });
        onWillStart(() => this.load());
        // What was done elsewhere meanwhile, in another window or on another device
        useExternalListener(document, "visibilitychange", () => {
            if (document.visibilityState === "visible") {
                this.load();
            }
        });
    }

    async load() {
        const today = await this.keepLast.add(this.orm.call("keqing.today", "get_today", []));
        Object.assign(this.state, today);
    }

    /** Those that have something to say; steps and figures are always whole. */
    get waiting() {
        return this.state.sections.filter((section) => section.lines.length);
    }

    get done() {
        return this.state.sections.filter((section) => !section.lines.length);
    }

    get day() {
        const { date } = this.state;
        return date && deserializeDate(date).toLocaleString(DateTime.DATE_HUGE);
    }

    moreLabel(section) {
        return _t("%(title)s: see all", { title: section.title });
    }

    countLabel({ title, count, lines }) {
        return _t("%(title)s: %(shown)s of %(count)s shown", { title, count, shown: lines.length });
    }

    /** On a phone, and not yet opened from its home screen: where Odoo installs an app. */
    get installUrl() {
        if (!this.ui.isSmall || isDisplayStandalone()) {
            return false;
        }
        const parameters = new URLSearchParams({
            app_id: "keqing_customer",
            app_name: _t("Keqing"),
            path: "scoped_app/keqing",
        });
        return `/scoped_app?${parameters}`;
    }

    install() {
        browser.open(this.installUrl);
    }

    async find() {
        const text = this.findRef.el.value.trim();
        if (text) {
            const action = await this.orm.call("keqing.today", "action_find_customer", [text]);
            await this.open({ action });
        }
    }

    async openAll({ name }) {
        const action = await this.orm.call("keqing.today", "action_view_section", [name]);
        await this.open({ action });
    }

    async open({ action, context }) {
        if (action) {
            const onClose = afterDialog(() => this.load());
            await this.action.doAction(action, { additionalContext: context, onClose });
        }
    }
}

registry.category("actions").add("keqing_today", Today);
