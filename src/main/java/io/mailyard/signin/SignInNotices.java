package io.mailyard.signin;

import io.mailyard.base.ApiException;
import io.mailyard.db.Tx;
import io.mailyard.notices.GeoIp;
import io.mailyard.notices.Notice;
import io.mailyard.notices.Notices;
import io.mailyard.notices.RequestFacts;
import io.mailyard.notices.SignInMail;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells people by mail of sign-ins from new places. */
public final class SignInNotices {
    private static final Logger LOG = LoggerFactory.getLogger(SignInNotices.class);

    private final Notices notices;
    private final SignInMail mail;
    private final GeoIp places;
    private final String page;

    /**
     * @param page the address that lists a person's sessions
     */
    public SignInNotices(Notices notices, SignInMail mail, GeoIp places, String page) {
        this.notices = notices;
        this.mail = mail;
        this.places = places;
        this.page = page;
    }

    /** The mail; empty for a person without an address. */
    Optional<Notice> compose(Person person, SignInOrigin origin, Instant at) {
        if (person.email().isEmpty()) {
            return Optional.empty();
        }
        SignInMail.SignInFacts facts =
                new SignInMail.SignInFacts(
                        person.account(),
                        person.number(),
                        person.language(),
                        person.email(),
                        person.signInName(),
                        origin.address(),
                        page,
                        new RequestFacts(
                                origin.userAgent(),
                                places.place(origin.address(), person.language()),
                                at),
                        person.timezone());
        try {
            return Optional.of(mail.compose(facts));
        } catch (IllegalArgumentException unfit) {
            LOG.warn(
                    "no notice of a sign-in goes to '{}': {}",
                    person.signInName(),
                    unfit.getMessage());
            return Optional.empty();
        }
    }

    /** Queues it; where too many wait, the sign-in goes on without. */
    void queue(Tx tx, Notice notice) {
        try {
            notices.queue(tx, notice);
        } catch (ApiException full) {
            LOG.warn("a notice of a sign-in was not sent: {}", full.text());
        }
    }
}
