package io.mailyard.panel;

import io.mailyard.http.Cookies;
import io.mailyard.http.HttpRequest;
import io.mailyard.http.Query;
import io.mailyard.templates.Language;
import io.mailyard.templates.PageLook;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** One request of a browser to the panel, with what it says about whoever sent it. */
public final class Visit {
    static final String LANGUAGE_COOKIE = PageLook.LANGUAGE_COOKIE;
    static final String THEME_COOKIE = PageLook.THEME_COOKIE;
    static final String ROWS_COOKIE = "mailyard_rows";
    private static final String ZONE_COOKIE = "mailyard_tz";
    private static final ZoneId UTC = ZoneId.of("UTC");
    private static final int YEAR_SECONDS = 31_536_000;

    private final HttpRequest request;
    private final Map<String, String> cookies;
    private final Map<String, String> form;
    private final Map<String, byte[]> files;
    private Translations words;
    private final Map<String, String> parts = new LinkedHashMap<>();
    private final AddressReader values;
    private Optional<ZoneId> readersZone = Optional.empty();
    private final InstantSource clock;

    /**
     * @param clock the server's, by which pages say how long ago something was
     */
    public Visit(HttpRequest request, InstantSource clock) {
        this.request = request;
        this.clock = clock;
        this.values = new AddressReader(request.query());
        this.cookies = Cookies.of(request);
        boolean post = request.method().equals("POST");
        MultipartForm multipart =
                post && MultipartForm.isIn(request)
                        ? MultipartForm.of(request)
                        : new MultipartForm(Map.of(), Map.of());
        this.files = multipart.files();
        this.form = !post ? Map.of() : isMultipart() ? multipart.fields() : form(request);
        this.words = Translations.of(look(request, cookies).language());
    }

    /**
     * The look that was chosen in the browser; its language else is what the browser likes best.
     */
    static PageLook look(HttpRequest request, Map<String, String> cookies) {
        String accepted = String.join(",", request.headers("Accept-Language"));
        return PageLook.of(cookies, Language.ofAccepted(accepted));
    }

    private static Map<String, String> form(HttpRequest request) {
        return Query.fields(new String(request.body(), StandardCharsets.UTF_8));
    }

    /** The request as it arrived, with its body. */
    public HttpRequest request() {
        return request;
    }

    /** The present time: another each time, since figures on a page are kept up to date. */
    public Instant now() {
        return clock.instant();
    }

    /** From now on as a person reads who has not chosen otherwise in this browser. */
    void readBy(Language language, ZoneId zone) {
        if (cookie(LANGUAGE_COOKIE).isEmpty()) {
            words = Translations.of(language);
        }
        readIn(zone);
    }

    /** From now on with times in this zone. */
    void readIn(ZoneId zone) {
        readersZone = Optional.of(zone);
    }

    /** Messages in the browser's language; in the person's, once it is known who is signed in. */
    public Translations words() {
        return words;
    }

    /** A cookie's value; empty where there is none. */
    public String cookie(String name) {
        return cookies.getOrDefault(name, "");
    }

    /** A parameter in the address; empty where there is none. */
    public String param(String name) {
        return values.text(name);
    }

    /** Reader of the values of its address. */
    AddressReader values() {
        return values;
    }

    /** A field of the form that was sent; empty where there is none. */
    public String field(String name) {
        return form.getOrDefault(name, "");
    }

    /**
     * The content of a file that was sent with the form; empty where none was chosen. The file of a
     * form that was kept through a sign-in comes as a field.
     */
    byte[] file(String name) {
        byte[] kept = isMultipart() ? new byte[0] : field(name).getBytes(StandardCharsets.UTF_8);
        return files.getOrDefault(name, kept);
    }

    /** The files that were sent with the form, by the names of their fields. */
    Map<String, byte[]> files() {
        return files;
    }

    /** Whether the form came with files. */
    boolean isMultipart() {
        return MultipartForm.isIn(request);
    }

    /** Every field of the form that was sent. */
    public Map<String, String> fields() {
        return form;
    }

    /** The part of the path that stands for a name in braces. */
    public String part(String name) {
        return parts.getOrDefault(name, "");
    }

    /** A number in the path; where it is none, there is no such page. */
    public static long number(Visit visit, String name) {
        String number = visit.part(name);
        if (!number.matches("[1-9][0-9]{0,17}")) {
            throw new Panel.NoPage();
        }
        return Long.parseLong(number);
    }

    void part(String name, String value) {
        parts.put(name, value);
    }

    /** Whether htmx asks for a part of a page; not where it fetches a page again after "back". */
    public boolean isPartial() {
        return request.header("HX-Request").isPresent()
                && request.header("HX-History-Restore-Request").isEmpty();
    }

    /** Path and query, as in the browser's address. */
    public String address() {
        return request.query().isEmpty() ? request.path() : request.path() + "?" + request.query();
    }

    /** {@code light} or {@code dark}; empty: as the browser says. */
    public String theme() {
        return PageLook.of(cookies, Language.EN).theme();
    }

    /** A cookie, with its attributes, by which a browser keeps the choice of a language. */
    public static String keptLanguage(Language language) {
        return kept(LANGUAGE_COOKIE, language.tag());
    }

    static String kept(String cookie, String value) {
        return cookie + "=" + value + "; Path=/; SameSite=Lax; Max-Age=" + YEAR_SECONDS;
    }

    /** Whether rows are to be narrow. */
    public boolean dense() {
        return cookie(ROWS_COOKIE).equals("dense");
    }

    /**
     * The reader's own zone, else the browser's, which a script has put into a cookie; UTC before
     * it has.
     */
    public ZoneId zone() {
        return readersZone.orElseGet(this::browsersZone);
    }

    private ZoneId browsersZone() {
        try {
            String name = Query.first("zone=" + cookie(ZONE_COOKIE), "zone").orElse("");
            return name.isEmpty() ? UTC : ZoneId.of(name);
        } catch (DateTimeException unknown) {
            return UTC;
        }
    }

    /**
     * Whether a page of this server sent the form. Browsers say so in {@code Sec-Fetch-Site}, and
     * where the connection is not trusted to say that, in {@code Origin}.
     */
    public boolean isOwn() {
        return saysOwn("Origin").orElse(true);
    }

    /** Whether the browser says that a page of this server sent the form. */
    boolean saysOwnForm() {
        return saysOwn("Origin").orElse(false);
    }

    /** Whether a link of a page of this server was followed; not where nothing says so. */
    boolean isOwnLink() {
        return saysOwn("Referer").orElse(false);
    }

    /**
     * Whether a browser says that the page that led here is of this host; empty: it says nothing.
     */
    private Optional<Boolean> saysOwn(String otherwise) {
        return request.header("Sec-Fetch-Site")
                .map(site -> site.equals("same-origin"))
                .or(() -> request.header(otherwise).map(this::isHere));
    }

    private boolean isHere(String address) {
        return address.replaceFirst("^https?://", "")
                .replaceFirst("/.*", "")
                .equalsIgnoreCase(request.header("Host").orElse(""));
    }
}
