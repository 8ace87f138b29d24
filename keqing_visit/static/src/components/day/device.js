// What a phone is asked for: where it is, and pictures.

import { serializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";

import { askDevice } from "@keqing_customer/components/position/device_position";

const { DateTime } = luxon;

const PATIENCE = 10_000; // milliseconds that a phone may look for itself
const LONGEST_SIDE = 1920; // pixels
const QUALITY = 0.8;

/** The device's clock, in UTC as the server writes it. */
export function now() {
    return serializeDateTime(DateTime.now());
}

/** Why no position can be asked for at all; empty if it can. */
export function whyNoPosition() {
    if (!window.isSecureContext) {
        return _t("This page came without HTTPS, and phones tell their position only over HTTPS.");
    }
    return "geolocation" in navigator ? "" : _t("This device knows no position.");
}

/**
 * Where the device is, as `check_in` takes it. Nobody waits longer than ten seconds, and a check-in
 * without a position is one as well.
 *
 * @returns {Promise<{report: Object, problem: string}>}
 */
export async function locate() {
    const reported_at = now();
    const problem = whyNoPosition();
    if (problem) {
        return { report: { reported_at }, problem };
    }
    try {
        const { coords, timestamp } = await askDevice({ maximumAge: 0, timeout: PATIENCE });
        const report = {
            reported_at,
            latitude: coords.latitude,
            longitude: coords.longitude,
            accuracy_meters: coords.accuracy,
            age_seconds: Math.max(0, Math.round((Date.now() - timestamp) / 1000)),
            datum: "wgs84",
        };
        return { report, problem: "" };
    } catch (error) {
        const isDenied = error.code === error.PERMISSION_DENIED;
        return {
            report: { reported_at },
            problem: isDenied
                ? _t("This site may not know your position: allow it in your browser's settings.")
                : _t("Your position was not found."),
        };
    }
}

/**
 * A picture small enough for a bad line: JPEG, the longest side 1920 pixels.
 *
 * @param {Blob} file
 * @returns {Promise<string>} base64
 * @throws {Error} if it is no picture
 */
export async function scalePhoto(file) {
    const bitmap = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(bitmap.width * scale);
    canvas.height = Math.round(bitmap.height * scale);
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    return canvas.toDataURL("image/jpeg", QUALITY).split(",")[1];
}
