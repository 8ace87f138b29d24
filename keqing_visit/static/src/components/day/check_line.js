import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { BigInput } from "./big_input";
import { scalePhoto } from "./device";

/** One thing that is looked at: a big input of its kind, and in grey what was found last time. */
export class CheckLine extends Component {
    static template = "keqing_visit.CheckLine";
    static components = { BigInput };
    static props = { line: Object, day: Object, answer: Function };

    setup() {
        this.notification = useService("notification");
        this.state = useState({ asksWhy: false });
    }

    get line() {
        return this.props.line;
    }

    get previous() {
        return _t("Last time %s", this.line.previous);
    }

    get band() {
        return _t("Allowed %s", this.line.band);
    }

    /** A zero that nobody entered is no answer. */
    shown(name) {
        return this.line.is_answered ? this.line[name] : "";
    }

    write(name, value) {
        this.props.answer(this.line, { [name]: value });
    }

    writeNumber(name, text) {
        const number = parseFloat(text.replace(",", "."));
        if (!Number.isNaN(number)) {
            this.write(name, number);
        }
    }

    get picture() {
        const { id, photo, has_photo } = this.line;
        if (photo) {
            return `data:image/jpeg;base64,${photo}`;
        }
        return has_photo && `/web/image/keqing.store.check/${id}/photo/256x256`;
    }

    async takePhoto({ target }) {
        const [file] = target.files;
        target.value = "";
        if (!file) {
            return;
        }
        try {
            this.write("photo", await scalePhoto(file));
        } catch {
            this.notification.add(_t("This is no picture that the browser can read."), {
                type: "warning",
            });
        }
    }
}
