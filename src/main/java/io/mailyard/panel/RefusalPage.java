package io.mailyard.panel;

import io.mailyard.http.Cookies;
import io.mailyard.http.HttpReply;
import io.mailyard.http.HttpRequest;
import io.mailyard.http.RefusalPages;
import io.mailyard.templates.PageLook;
import io.mailyard.templates.PageStyle;
import io.mailyard.templates.PlatformBrand;
import io.mailyard.templates.Templates;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The page that says to people why there is no other: one that loads nothing more, so that it is
 * whole where the server is busy or refuses the browser's cookies.
 */
public final class RefusalPage implements RefusalPages {
    private final Templates templates;
    private final PlatformBrand brand;
    private final PageStyle style;
    private final Map<String, String> headers;

    public RefusalPage(Templates templates, PlatformBrand brand) {
        this.templates = templates;
        this.brand = brand;
        this.style = PageStyle.of(brand);
        this.headers =
                Map.of(
                        "Cache-Control", "no-store",
                        "Referrer-Policy", "same-origin",
                        "X-Content-Type-Options", "nosniff",
                        "Vary", "Accept, Accept-Language, Cookie",
                        "Content-Security-Policy", style.policy());
    }

    @Override
    public HttpReply.WholeReply page(HttpRequest request, HttpReply.WholeReply refusal) {
        PageLook look = Visit.look(request, Cookies.of(request));
        Translations words = Translations.of(look.language());
        int status = refusal.status();
        String html =
                templates.html(
                        "pages/refusal.jte",
                        Map.of(
                                "look", look,
                                "title", words.text(key(status)),
                                "reason", words.text(key(status) + ".reason"),
                                "said", refusal.refusal(),
                                "number", words.text("error.request", status),
                                "requestId", request.requestId(),
                                "home", words.text("refusal.home"),
                                "brand", brand,
                                "style", style));
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.putAll(refusal.headers());
        HttpReply.WholeReply page = Html.page(status, html);
        return new HttpReply.WholeReply(status, page.contentType(), all, page.body());
    }

    private static String key(int status) {
        return switch (status) {
            case 404, 405, 500, 503 -> "error." + status;
            case 408 -> "refusal." + "slow";
            case 413 -> "refusal." + "large";
            case 414, 431 -> "refusal." + "head";
            default -> "refusal." + "other";
        };
    }
}
