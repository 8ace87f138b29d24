import { beforeEach, expect, test } from "@odoo/hoot";
import { allowTranslations, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { locate, scalePhoto, whyNoPosition } from "@keqing_visit/components/day/device";

beforeEach(allowTranslations);

const stand = (getCurrentPosition) =>
    patchWithCleanup(navigator, { geolocation: { getCurrentPosition } });

test("a position comes with how sure and how old it is, and the map it is of", async () => {
    stand((resolve) =>
        resolve({
            coords: { latitude: 26.6, longitude: 106.6, accuracy: 12 },
            timestamp: Date.now() - 3000,
        })
    );
    const { report, problem } = await locate();
    expect(problem).toBe("");
    expect(report).toMatchObject({
        latitude: 26.6,
        longitude: 106.6,
        accuracy_meters: 12,
        age_seconds: 3,
        datum: "wgs84",
    });
});

test("without leave or a signal it is said, and the check-in goes without one", async () => {
    for (const [code, words] of [
        [1, /allow it/],
        [3, /not found/],
    ]) {
        stand((resolve, reject) => reject({ code, PERMISSION_DENIED: 1 }));
        const { report, problem } = await locate();
        expect(String(problem)).toMatch(words);
        expect(Object.keys(report)).toEqual(["reported_at"]);
    }
});

test("without HTTPS it is said before anybody asks", async () => {
    expect(whyNoPosition()).toBe("");
    patchWithCleanup(window, { isSecureContext: false });
    expect(String(whyNoPosition())).toMatch(/HTTPS/);
    const { report, problem } = await locate();
    expect(String(problem)).toMatch(/HTTPS/);
    expect(report).not.toInclude("latitude");
});

test("a photo is scaled down before it is kept; what is no picture is refused", async () => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 100, height: 4000 });
    canvas.getContext("2d").fillRect(0, 0, 100, 4000);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve));
    const scaled = await scalePhoto(blob);
    const bytes = Uint8Array.from(atob(scaled), (letter) => letter.charCodeAt(0));
    const picture = await createImageBitmap(new Blob([bytes], { type: "image/jpeg" }));
    expect([picture.width, picture.height]).toEqual([48, 1920]);
    await expect(scalePhoto(new Blob(["%PDF-1.7"]))).rejects.toThrow();
});
