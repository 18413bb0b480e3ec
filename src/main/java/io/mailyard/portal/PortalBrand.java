package io.mailyard.portal;

import io.mailyard.base.EmailAddress;
import io.mailyard.base.StartException;
import io.mailyard.config.Setting;
import io.mailyard.config.Settings;
import io.mailyard.panel.Assets;
import io.mailyard.panel.Surface;
import io.mailyard.templates.PlatformBrand;
import io.mailyard.wire.HttpAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Look of the portal, and where its users find help.
 *
 * @param logo path of a picture; empty: the program's own
 * @param color of buttons and what is current; empty: the program's own
 * @param support a mail address or an address of the web; empty: none
 */
public record PortalBrand(String logo, Optional<BrandColor> color, String support) {
    /** A first page stays below 200 KB with it. */
    private static final int MAX_LOGO_BYTES = 64 * 1024;

    private static final Setting<String> LOGO =
            new Setting<>(
                    "portal.logo",
                    String::strip,
                    "",
                    "a path",
                    false,
                    "A picture file (SVG, PNG, JPEG or WebP, at most 64 KiB) that stands beside the"
                            + " name in the portal; read at start. Empty: the program's own.");
    private static final Setting<Optional<BrandColor>> COLOR =
            new Setting<>(
                    "portal.color",
                    text ->
                            Optional.of(text.strip())
                                    .filter(color -> !color.isEmpty())
                                    .map(BrandColor::parse),
                    "",
                    "#rrggbb",
                    false,
                    "The color of the portal's buttons, on which white text must have a contrast of"
                            + " 4.5:1; dark pages use it lighter where it would not be seen. Empty:"
                            + " the program's own.");
    private static final Setting<String> SUPPORT =
            new Setting<>(
                    "portal.support",
                    PortalBrand::support,
                    "",
                    "ADDRESS or https://...",
                    false,
                    "Where users find help, a mail address or an address of the web: linked on"
                            + " every page of the portal. Empty: no link.");

    /** The settings of this record. */
    public static final List<Setting<?>> SETTINGS = List.of(LOGO, COLOR, SUPPORT);

    /** First bytes of pictures, as hexadecimal digits, and the types. */
    private static final Map<String, String> MAGIC =
            Map.of(
                    "89504e470d0a1a0a", "png image/png",
                    "ffd8ff", "jpg image/jpeg",
                    "52494646", "webp image/webp");

    /** Takes the settings; the logo's file is not read yet. */
    public static PortalBrand from(Settings settings) {
        return new PortalBrand(settings.get(LOGO), settings.get(COLOR), settings.get(SUPPORT));
    }

    private static String support(String text) {
        String support = text.strip();
        if (support.isEmpty()) {
            return support;
        }
        if (!support.contains("://")) {
            return EmailAddress.checked(support);
        }
        try {
            HttpAddress.checked(support);
            return support;
        } catch (IllegalArgumentException unfit) {
            throw new IllegalArgumentException(
                    "is neither a mail address nor an address such as https://help.example.com: "
                            + unfit.getMessage(),
                    unfit);
        }
    }

    /**
     * Returns the brand for mail to users and for pages outside the portal.
     *
     * @param name what the platform is called; empty: as the program
     * @throws StartException where the logo cannot be read, or is no picture
     */
    public PlatformBrand ofPlatform(String name) {
        return new PlatformBrand(
                name,
                logo.isEmpty() ? "" : picture().path(),
                color.map(BrandColor::toString).orElse(""),
                color.map(found -> found.onDark().toString()).orElse(""),
                support);
    }

    /**
     * Returns the brand as pages need it, its files among those that are served.
     *
     * @throws StartException where the logo cannot be read, or is no picture
     */
    Surface.Brand served(String name, Assets assets) {
        return new Surface.Brand(
                name,
                logo.isEmpty() ? "" : picture().served(assets),
                color.map(found ->
                                assets.serve(
                                        "brand.css",
                                        "text/css; charset=utf-8",
                                        found.css().getBytes(StandardCharsets.UTF_8)))
                        .orElse(""),
                support);
    }

    /** The file of the logo. */
    private record Picture(String name, String type, byte[] content) {
        String path() {
            return Assets.path(name, content);
        }

        String served(Assets assets) {
            return assets.serve(name, type, content);
        }
    }

    private Picture picture() {
        byte[] content;
        try {
            Path file = Path.of(logo);
            if (Files.size(file) > MAX_LOGO_BYTES) {
                throw new StartException(
                        "configuration: portal.logo " + logo + " is larger than 64 KiB");
            }
            content = Files.readAllBytes(file);
        } catch (IOException unreadable) {
            throw new StartException(
                    "configuration: portal.logo " + logo + " cannot be read", unreadable);
        }
        String[] kind =
                kind(content)
                        .orElseThrow(() ->
                                new StartException(
                                        "configuration: portal.logo "
                                                + logo
                                                + " is not an SVG, PNG, JPEG or WebP picture"))
                        .split(" ", 2);
        return new Picture("logo." + kind[0], kind[1], content);
    }

    private static Optional<String> kind(byte[] content) {
        String start = HexFormat.of().formatHex(content, 0, Math.min(content.length, 8));
        Optional<String> known =
                MAGIC.entrySet().stream()
                        .filter(magic -> start.startsWith(magic.getKey()))
                        .map(Map.Entry::getValue)
                        .findFirst();
        boolean svg =
                known.isEmpty() && new String(content, StandardCharsets.UTF_8).contains("<svg");
        return svg ? Optional.of("svg image/svg+xml") : known;
    }
}
