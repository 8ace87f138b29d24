import { Component, useEffect, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { cardPages, useCardData } from "../card_data";
import { useDevicePosition } from "./device_position";

/** Where a shop is: typed in from a map, or said by the telephone of who stands in it. */
export class Position extends Component {
    static template = "keqing_customer.Position";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.card = useCardData(this);
        this.state = useState({ latitude: "", longitude: "", datum: "wgs84" });
        this.device = useDevicePosition();
        useEffect(
            (data) => {
                if (data) {
                    const { latitude, longitude, datum } = data;
                    const typed = { latitude: latitude || "", longitude: longitude || "", datum };
                    Object.assign(this.state, typed);
                }
            },
            () => [this.card.data]
        );
    }

    look() {
        return this.device.look(async ({ latitude, longitude, accuracy }) => {
            Object.assign(this.state, { latitude, longitude, datum: "wgs84" });
            await this.save();
            this.notification.add(_t("Found, within %s m", Math.round(accuracy)), {
                type: "success",
            });
        });
    }

    async save() {
        const { latitude, longitude, datum } = this.state;
        if ((latitude === "") !== (longitude === "")) {
            return; // the other half is still to come
        }
        const isNothing = latitude === "";
        await this.orm.call("res.partner", "set_keqing_position", [
            [this.props.record.resId],
            isNothing ? false : latitude,
            isNothing ? false : longitude,
            datum,
        ]);
        await this.card.reload();
    }
}

cardPages.add("keqing_position", { component: Position, method: "get_keqing_position" });
