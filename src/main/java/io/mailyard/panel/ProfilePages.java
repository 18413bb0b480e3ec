package io.mailyard.panel;

import io.mailyard.access.RecoveryCode;
import io.mailyard.base.ApiException;
import io.mailyard.base.Fault;
import io.mailyard.http.HttpReply;
import io.mailyard.panel.PanelSession.PanelSignInResult;
import io.mailyard.signin.PersonProfile.FactorOffer;
import io.mailyard.signin.SignInOrigin;
import io.mailyard.signin.SignInService;
import io.nayuki.qrcodegen.QrCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Pages about a person's own sign-in: password, second factor, sessions. */
public final class ProfilePages {
    private static final String UNDER = "/profile";

    private final SignInService<?> people;
    private final PanelSession sessions;
    private final PageRenderer pages;
    private final String path;
    private final OwnPart own;

    public ProfilePages(SignInService<?> people, PanelSession sessions, PageRenderer pages) {
        this(people, sessions, pages, (_, _) -> "");
    }

    /**
     * @param own what stands above password, second factor and sessions
     */
    public ProfilePages(
            SignInService<?> people, PanelSession sessions, PageRenderer pages, OwnPart own) {
        this.own = own;
        this.people = people;
        this.sessions = sessions;
        this.pages = pages;
        this.path = path(pages.surface());
    }

    /** Details that people give of themselves, as HTML. */
    @FunctionalInterface
    public interface OwnPart {
        /** HTML that is inserted as it is: whatever people wrote in it must be escaped. */
        String html(SignedIn signedIn, Frame frame);
    }

    /** Where the page is. */
    public static String path(Surface surface) {
        return surface.root() + UNDER;
    }

    /** Adds the page, and what its forms send to, under {@link #path}. */
    public void addTo(PanelRoutes routes) {
        routes.get(path, this::page)
                .post(path + "/password", this::changePassword)
                .get(path + "/factor", this::offer)
                .post(path + "/factor", this::addFactor)
                .post(path + "/factor/remove", this::removeFactor)
                .post(path + "/codes", this::renewCodes)
                .post(path + "/sessions/end", this::endSession);
    }

    /** One open session; {@code current} is the one that looks. */
    public record SessionRow(
            long id, String since, String seen, String address, String agent, boolean current) {}

    /**
     * A picture of a QR code, as the path of an SVG.
     *
     * @param size modules of a side, with the quiet zone
     */
    public record QrPicture(int size, String path) {}

    private static SignInOrigin origin(SignedIn signedIn) {
        return SignInOrigin.of(signedIn.visit().request());
    }

    private static String cookie(SignedIn signedIn) {
        return signedIn.calls().secret();
    }

    private HttpReply page(SignedIn signedIn) {
        return page(signedIn, 200, List.of(), "");
    }

    private HttpReply page(SignedIn signedIn, int status, List<String> faults, String of) {
        Frame frame = pages.frame(signedIn);
        String part = signedIn.person().isHeldUp() ? "" : own.html(signedIn, frame);
        return page(signedIn, frame, status, part, faults, of);
    }

    /** The page, with what stands above password, second factor and sessions. */
    public HttpReply page(SignedIn signedIn, int status, String part) {
        return page(signedIn, pages.frame(signedIn), status, part, List.of(), "");
    }

    private HttpReply page(
            SignedIn signedIn,
            Frame frame,
            int status,
            String part,
            List<String> faults,
            String of) {
        if (frame.entered().isPresent()) {
            return Html.page(status, pages.html("profileof", frame, "part", part));
        }
        boolean second =
                people.sessions()
                        .signedIn(cookie(signedIn))
                        .orElseThrow(Calls.SessionOver::new)
                        .person()
                        .hasSecondFactor();
        return Html.page(
                status,
                pages.html(
                        "profile",
                        frame,
                        "part",
                        part,
                        "must",
                        signedIn.person().mustChangePassword(),
                        "confirmed",
                        signedIn.person().confirmed(),
                        "second",
                        second,
                        "codes",
                        people.profile().countCodes(cookie(signedIn)),
                        "rows",
                        rows(signedIn, frame),
                        "faults",
                        faults,
                        "of",
                        of,
                        "done",
                        done(signedIn)));
    }

    private static String done(SignedIn signedIn) {
        return switch (signedIn.visit().param("done")) {
            case "password" -> signedIn.words().text("profile.done.password");
            case "factor" -> signedIn.words().text("profile.done.factor");
            case "session" -> signedIn.words().text("profile.done.session");
            case "sample" -> signedIn.words().text("alert.sample.done");
            case "unlinked" -> signedIn.words().text("identities.done");
            case "saved" -> signedIn.words().text("profile.done.saved");
            case "email" -> signedIn.words().text("profile.done.email");
            case "notify" -> signedIn.words().text("profile.done.notify");
            default -> "";
        };
    }

    private List<SessionRow> rows(SignedIn signedIn, Frame frame) {
        long current =
                people.sessions()
                        .signedIn(cookie(signedIn))
                        .map(known -> known.session().id())
                        .orElse(0L);
        return people.profile().sessions(cookie(signedIn)).stream()
                .map(session ->
                        new SessionRow(
                                session.id(),
                                frame.time(session.createdAt()),
                                frame.time(session.lastSeenAt()),
                                session.address(),
                                session.userAgent(),
                                session.id() == current))
                .toList();
    }

    private HttpReply changePassword(SignedIn signedIn) {
        Visit visit = signedIn.visit();
        people.profile().existing(cookie(signedIn));
        if (!visit.field("fresh").equals(visit.field("again"))) {
            return page(
                    signedIn, 422, List.of(signedIn.words().text("profile.differ")), "password");
        }
        try {
            PanelSignInResult result =
                    PanelSession.result(
                            people.profile()
                                    .changePassword(
                                            cookie(signedIn),
                                            visit.field("present"),
                                            visit.field("fresh"),
                                            origin(signedIn)),
                            "confirm.wrong");
            return result instanceof PanelSignInResult.PanelSessionOpened
                    ? Html.redirect(visit, path + "?done=password")
                    : page(signedIn, 422, List.of(why(signedIn, result)), "password");
        } catch (ApiException refused) {
            return page(signedIn, 422, reasons(signedIn, refused), "password");
        }
    }

    /** Reasons that a refusal gives for each field, or as a whole, in the reader's words. */
    public static List<String> reasons(SignedIn signedIn, ApiException refused) {
        return reasons(refused).stream()
                .map(reason -> ServerTexts.of(signedIn.words(), reason))
                .toList();
    }

    private static List<String> reasons(ApiException refused) {
        List<String> reasons = new ArrayList<>();
        refused.faults().stream().map(Fault::reason).forEach(reasons::add);
        return reasons.isEmpty() ? List.of(refused.text()) : reasons;
    }

    /** Why a password or code was not taken, in words. */
    static String why(SignedIn signedIn, PanelSignInResult result) {
        return result
                        instanceof
                        PanelSignInResult.PanelSignInRefused(
                                String message,
                                long seconds,
                                boolean _)
                ? signedIn.words()
                        .text(message, SignInPages.waiting(signedIn.visit().words(), seconds))
                : "";
    }

    /** The password, where it was not given lately; what is wrong with it, or nothing. */
    public Optional<String> unconfirmed(SignedIn signedIn) {
        people.profile().existing(cookie(signedIn));
        if (signedIn.person().confirmed()) {
            return Optional.empty();
        }
        PanelSignInResult result =
                sessions.confirm(
                        cookie(signedIn),
                        signedIn.visit().field("password"),
                        signedIn.visit().request());
        return result instanceof PanelSignInResult.PanelSessionOpened
                ? Optional.empty()
                : Optional.of(why(signedIn, result));
    }

    private HttpReply offer(SignedIn signedIn) {
        people.profile().existing(cookie(signedIn));
        if (!signedIn.person().confirmed()) {
            return page(signedIn, 200, List.of(), "factor");
        }
        FactorOffer offer = people.profile().offerFactor(cookie(signedIn));
        return offered(signedIn, 200, offer, "");
    }

    private HttpReply offered(SignedIn signedIn, int status, FactorOffer offer, String fault) {
        Frame frame = pages.frame(signedIn);
        return Html.page(
                status,
                pages.html(
                        "factor",
                        frame,
                        "secret",
                        offer.secret(),
                        "picture",
                        picture(offer.uri()),
                        "fault",
                        fault));
    }

    private static QrPicture picture(String uri) {
        QrCode code = QrCode.encodeText(uri, QrCode.Ecc.MEDIUM);
        StringBuilder path = new StringBuilder();
        for (int y = 0; y < code.size; y++) {
            for (int x = 0; x < code.size; x++) {
                if (code.getModule(x, y)) {
                    path.append('M').append(x + 4).append(' ').append(y + 4).append("h1v1h-1z");
                }
            }
        }
        return new QrPicture(code.size + 8, path.toString());
    }

    private HttpReply addFactor(SignedIn signedIn) {
        Visit visit = signedIn.visit();
        if (visit.field("secret").isEmpty()) {
            Optional<String> fault = unconfirmed(signedIn);
            return fault.isPresent()
                    ? page(signedIn, 422, List.of(fault.get()), "factor")
                    : Html.redirect(visit, path + "/factor");
        }
        if (!signedIn.person().confirmed()) {
            return page(signedIn, 422, List.of(signedIn.words().text("factor.late")), "factor");
        }
        Optional<List<RecoveryCode>> codes =
                people.profile()
                        .addFactor(
                                cookie(signedIn),
                                visit.field("secret"),
                                visit.field("code").replace(" ", ""),
                                origin(signedIn));
        return codes.isPresent()
                ? shown(signedIn, codes.get())
                : offered(
                        signedIn,
                        422,
                        people.profile().offered(cookie(signedIn), visit.field("secret")),
                        signedIn.words().text("factor.wrong"));
    }

    private HttpReply shown(SignedIn signedIn, List<RecoveryCode> codes) {
        Frame frame = pages.frame(signedIn);
        List<String> texts = codes.stream().map(RecoveryCode::text).toList();
        return Html.page(200, pages.html("codes", frame, "codes", texts));
    }

    private HttpReply removeFactor(SignedIn signedIn) {
        Optional<String> fault = unconfirmed(signedIn);
        if (fault.isPresent()) {
            return page(signedIn, 422, List.of(fault.get()), "factor");
        }
        people.profile().removeFactor(cookie(signedIn), origin(signedIn));
        return Html.redirect(signedIn.visit(), path + "?done=factor");
    }

    private HttpReply renewCodes(SignedIn signedIn) {
        Optional<String> fault = unconfirmed(signedIn);
        return fault.isPresent()
                ? page(signedIn, 422, List.of(fault.get()), "factor")
                : shown(signedIn, people.profile().renewCodes(cookie(signedIn), origin(signedIn)));
    }

    private HttpReply endSession(SignedIn signedIn) {
        String id = signedIn.visit().field("session");
        if (id.matches("[1-9][0-9]{0,17}")) {
            people.profile().endSession(cookie(signedIn), Long.parseLong(id), origin(signedIn));
        }
        return Html.redirect(signedIn.visit(), path + "?done=session");
    }
}
