import { Component, useState } from "@odoo/owl";
import { useDevicePosition } from "@keqing_customer/components/position/device_position";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

const NEAR_KILOMETERS = 5;
const MOST_NEAR = 8;

/** Whom else one sees today: who is near, or whom one knows by name. Needs the network. */
export class AddStop extends Component {
    static template = "keqing_visit.AddStop";
    static props = {
        customer: { type: Object, optional: true }, // whom one came for
        add: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.device = useDevicePosition();
        const { customer } = this.props;
        this.state = useState({ words: "", found: customer ? [customer] : null, isAdding: false });
    }

    async search() {
        this.state.found = await this.orm.call("keqing.visit", "find_stops", [this.state.words]);
    }

    look() {
        return this.device.look(async ({ latitude, longitude }) => {
            const near = await this.orm.call("res.partner", "get_keqing_near", [
                latitude,
                longitude,
                "wgs84",
                NEAR_KILOMETERS,
                MOST_NEAR,
            ]);
            this.state.found = near.map(({ id, name, meters }) => ({
                id,
                name,
                note: meters < 1000 ? _t("%s m", meters) : _t("%s km", (meters / 1000).toFixed(1)),
            }));
        });
    }

    async add(customer) {
        this.state.isAdding = true;
        try {
            await this.props.add(customer);
        } finally {
            this.state.isAdding = false;
        }
    }
}
