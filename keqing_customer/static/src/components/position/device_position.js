import { useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

const PATIENCE = 15000; // milliseconds that a device may look for itself

/** A browser tells where it is only over HTTPS. */
export function canLook() {
    return window.isSecureContext && "geolocation" in navigator;
}

/** @returns {Promise<GeolocationPosition>} where the device is, rejected as browsers do */
export function askDevice(options = {}) {
    return new Promise((resolve, reject) =>
        navigator.geolocation.getCurrentPosition(resolve, reject, {
            enableHighAccuracy: true,
            timeout: PATIENCE,
            ...options,
        })
    );
}

/**
 * For a button that asks the device where it is, and says what went wrong.
 *
 * @returns {{canLook: boolean, isLooking: boolean, look: Function}} `look` is given what is to be
 *   done with the coordinates
 */
export function useDevicePosition() {
    const notification = useService("notification");
    const device = useState({ canLook: canLook(), isLooking: false });
    device.look = async (found) => {
        device.isLooking = true;
        try {
            const { coords } = await askDevice();
            await found(coords);
        } catch (error) {
            if (!("code" in error) || !error.PERMISSION_DENIED) {
                throw error;
            }
            const denied = error.code === error.PERMISSION_DENIED;
            notification.add(
                denied
                    ? _t("Allow this site to know your position, in the settings of your browser.")
                    : _t("Your position was not found; try again in the open, or type it in."),
                { type: "warning" }
            );
        } finally {
            device.isLooking = false;
        }
    };
    return device;
}
