import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { FormViewDialog } from "@web/views/view_dialogs/form_view_dialog";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const TYPED = ["name", "city", "phone", "vat", "keqing_licence_number"];
const PAUSE = 300; // milliseconds without a change

/** Who might be the partner that is being typed in: told while there is time to stop. */
export class Doubles extends Component {
    static template = "keqing_customer.Doubles";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.dialog = useService("dialog");
        this.keepLast = new KeepLast();
        this.nobody = { known: [], hidden: false };
        this.state = useState({ ...this.nobody });
        const ask = useDebounced((record, typed) => this.ask(record, typed), PAUSE);
        this.asked = null;
        useRecordObserver((record) => {
            const typed = this.typed(record);
            const question = JSON.stringify([record.resId, typed]);
            if (!record.dirty) {
                // what is saved was asked about while it was typed
                this.asked = question;
                Object.assign(this.state, this.nobody);
            } else if (question !== this.asked) {
                this.asked = question;
                ask(record, typed);
            }
        });
    }

    typed(record) {
        const filled = TYPED.filter((name) => record.data[name]);
        return Object.fromEntries(filled.map((name) => [name, record.data[name]]));
    }

    async ask({ resId }, typed) {
        const ids = resId ? [resId] : [];
        const answer = Object.keys(typed).length
            ? this.orm.silent.call("res.partner", "get_keqing_doubles", [ids, typed])
            : Promise.resolve(this.nobody);
        Object.assign(this.state, await this.keepLast.add(answer));
    }

    inCommon({ same }) {
        return _t("(same %s)", same);
    }

    open({ id, name }) {
        this.dialog.add(FormViewDialog, {
            resModel: "res.partner",
            resId: id,
            title: name,
            readonly: true,
        });
    }
}

registry.category("view_widgets").add("keqing_doubles", { component: Doubles });
