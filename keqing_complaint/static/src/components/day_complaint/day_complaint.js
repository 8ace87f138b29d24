import { Component, useState } from "@odoo/owl";
import { scalePhoto } from "@keqing_visit/components/day/device";
import { parts } from "@keqing_visit/components/day/parts";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

const MOST_PHOTOS = 5;
const nothing = () => ({ words: "", type_id: "", product_id: "", quantity: "1", photos: [] });

/** What a customer complains about to whoever stands in the shop, with photos, also offline. */
export class DayComplaint extends Component {
    static template = "keqing_complaint.DayComplaint";
    static props = { stop: Object, day: Object, isOpen: Boolean, write: Function };

    setup() {
        this.notification = useService("notification");
        this.action = useService("action");
        this.state = useState(nothing());
    }

    get complaints() {
        return this.props.stop.complaints || [];
    }

    get mayAdd() {
        return this.props.stop.state !== "cancelled" && this.props.day.complaint_types?.length;
    }

    get mayPhotograph() {
        return this.state.photos.length < MOST_PHOTOS;
    }

    picture(photo) {
        return `data:image/jpeg;base64,${photo}`;
    }

    async takePhoto({ target }) {
        const [file] = target.files;
        target.value = "";
        if (!file) {
            return;
        }
        try {
            this.state.photos.push(await scalePhoto(file));
        } catch {
            this.notification.add(_t("This is no picture that the browser can read."), {
                type: "warning",
            });
        }
    }

    leaveOut(index) {
        this.state.photos.splice(index, 1);
    }

    async takeIn() {
        const { words, type_id, product_id, quantity, photos } = this.state;
        if (!words.trim()) {
            return;
        }
        const goods = product_id && {
            product_id: Number(product_id),
            quantity: parseFloat(quantity.replace(",", ".")) || 1,
        };
        const type = Number(type_id) || this.props.day.complaint_types[0].id;
        await this.props.write({ words, type_id: type, photos: [...photos], ...goods });
        Object.assign(this.state, nothing());
    }

    open({ id }) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "keqing.complaint",
            res_id: id,
            views: [[false, "form"]],
        });
    }
}

parts.add("complaint", {
    Component: DayComplaint,
    apply: (stop, { values, refusal }) => {
        const waiting = { id: false, name: values.words, isWaiting: true, refusal };
        stop.complaints = [...(stop.complaints || []), waiting];
    },
});
