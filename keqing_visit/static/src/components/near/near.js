import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const PATIENCE = 15000; // milliseconds that a telephone may look for itself
const DISTANCES = [1, 2, 5, 10, 20, 50];

/** Customers around where one is: who is near, how long since, and how to get there. */
export class Near extends Component {
    static template = "keqing_visit.Near";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.distances = DISTANCES;
        this.state = useState({
            latitude: "",
            longitude: "",
            kilometers: 5,
            isLooking: false,
            customers: null,
        });
        onWillStart(() => {
            if (this.canLook) {
                this.look(); // meanwhile the screen is there already
            }
        });
    }

    /** A browser tells where it is only over HTTPS. */
    get canLook() {
        return window.isSecureContext && "geolocation" in navigator;
    }

    async look() {
        this.state.isLooking = true;
        try {
            const { coords } = await new Promise((resolve, reject) =>
                navigator.geolocation.getCurrentPosition(resolve, reject, {
                    enableHighAccuracy: true,
                    timeout: PATIENCE,
                })
            );
            Object.assign(this.state, {
                latitude: coords.latitude.toFixed(6),
                longitude: coords.longitude.toFixed(6),
            });
            await this.find();
        } catch (error) {
            if (!("code" in error) || !error.PERMISSION_DENIED) {
                throw error;
            }
            const denied = error.code === error.PERMISSION_DENIED;
            this.notification.add(
                denied
                    ? _t("Allow this site to know your position, in the settings of your browser.")
                    : _t("Your position was not found; try again in the open, or type it in."),
                { type: "warning" }
            );
        } finally {
            this.state.isLooking = false;
        }
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
