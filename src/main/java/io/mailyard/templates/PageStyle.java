package io.mailyard.templates;

import io.mailyard.base.Sha256;
import java.util.Base64;

/**
 * The style of standalone pages, and the policy that lets a browser apply only that.
 *
 * @param css the exact content of the page's {@code <style>}, whose hash the policy contains
 * @param policy the value of Content-Security-Policy: allows the style, a logo and forms to this
 *     server, and nothing else, in particular no script
 */
public record PageStyle(String css, String policy) {
    private static final String CSS =
            """
            :root { color-scheme: light dark;
              --back: light-dark(#f3f5f8, #14171c); --card: light-dark(#fff, #1f242c);
              --line: light-dark(#dde2e9, #39414d); --words: light-dark(#1d2430, #e6e9ee);
              --faint: light-dark(#5b6675, #a9b2bf); --act: light-dark(#1f5fd0, #2f6fe4);
              --wrong: light-dark(#b3261e, #ffb4ab); --wrong-back: light-dark(#fdf0ef, #3a1f1d); }
            :root[data-theme=light] { color-scheme: light; }
            :root[data-theme=dark] { color-scheme: dark; }
            * { box-sizing: border-box; }
            body { margin: 0; padding: 6vh 16px; background: var(--back); color: var(--words);
              font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif; }
            main { max-width: 440px; margin: 0 auto; padding: 32px; background: var(--card);
              border: 1px solid var(--line); border-radius: 8px; }
            h1 { margin: 0 0 16px; font-size: 22px; line-height: 1.3; overflow-wrap: anywhere; }
            h2 { margin: 0 0 4px; font-size: 16px; }
            p { margin: 0 0 16px; overflow-wrap: anywhere; }
            p:last-child { margin-bottom: 0; }
            label { display: block; margin: 16px 0 4px; font-weight: 600; }
            input { width: 100%; padding: 10px 12px; font: inherit; color: inherit;
              background: var(--card); border: 1px solid var(--faint); border-radius: 6px; }
            input[readonly] { color: var(--faint); border-color: var(--line); }
            input[aria-invalid] { border-color: var(--wrong); }
            :focus-visible { outline: 3px solid var(--act); outline-offset: 2px; }
            button { width: 100%; margin-top: 24px; padding: 12px; font: inherit; font-weight: 600;
              color: #fff; background: var(--act); border: 0; border-radius: 6px; cursor: pointer; }
            a { color: light-dark(#1f5fd0, #8fb8ff); }
            ul { margin: 8px 0 0; padding-left: 20px; color: var(--faint); font-size: 14px; }
            .wrong { margin: 0 0 16px; padding: 12px 16px; color: var(--wrong);
              background: var(--wrong-back); border: 1px solid var(--wrong); border-radius: 6px; }
            .wrong ul { margin: 0; color: inherit; }
            .whose { margin: 0 0 16px; font-weight: 600; }
            .whose img { height: 32px; max-width: 160px; margin-right: 8px; vertical-align: middle; }
            .help { margin: 24px 0 0; font-size: 14px; }
            .said { padding: 8px 12px; border: 1px solid var(--line); border-radius: 6px;
              font: 14px/1.4 ui-monospace, monospace; }
            .faint { color: var(--faint); font-size: 14px; }
            """;

    /** The style of pages of a platform. */
    public static PageStyle of(PlatformBrand brand) {
        String css = CSS + (brand.color().isEmpty() ? "" : colors(brand));
        return new PageStyle(
                css,
                "default-src 'none'; style-src 'sha256-"
                        + hash(css)
                        + "';"
                        + (brand.logo().isEmpty() ? "" : " img-src 'self';")
                        + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
    }

    private static String colors(PlatformBrand brand) {
        return ":root { --act: light-dark(%s, %s); }\na { color: light-dark(%s, #8fb8ff); }\n"
                .formatted(brand.color(), brand.darkColor(), brand.color());
    }

    private static String hash(String css) {
        return Base64.getEncoder().encodeToString(Sha256.of(css));
    }
}
