import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { useDevicePosition } from "@keqing_customer/components/position/device_position";

const DISTANCES = [1, 2, 5, 10, 20, 50];

/** Customers around where one is: who is near, how long since, and how to get there. */
export class Near extends Component {
    static template = "keqing_visit.Near";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.device = useDevicePosition();
        this.distances = DISTANCES;
        this.state = useState({
            latitude: "",
            longitude: "",
            kilometers: 5,
            customers: null,
        });
        onWillStart(() => {
            if (this.device.canLook) {
                this.look(); // meanwhile the screen is there already
            }
        });
    }

    look() {
        return this.device.look(async ({ latitude, longitude }) => {
            Object.assign(this.state, {
                latitude: latitude.toFixed(6),
                longitude: longitude.toFixed(6),
            });
            await this.find();
        });
    }

    async find() {
        const { latitude, longitude, kilometers } = this.state;
        this.state.customers = await this.orm.call("res.partner", "get_keqing_near", [
            parseFloat(latitude),
            parseFloat(longitude),
            "wgs84",
            Number(kilometers),
        ]);
    }

    distance({ meters }) {
        return meters < 1000 ? _t("%s m", meters) : _t("%s km", (meters / 1000).toFixed(1));
    }

    since({ days }) {
        return days === false ? _t("Never contacted") : _t("Last contact %s days ago", days);
    }

    open({ id }) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "res.partner",
            res_id: id,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("keqing_near", Near);
