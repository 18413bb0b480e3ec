package io.mailyard.administrators;

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

/** Mails administrators of sign-ins from new places. */
final class SignInNotices {
    private static final Logger LOG = LoggerFactory.getLogger(SignInNotices.class);

    /** The page that lists a person's sessions. */
    private static final String PAGE = "/admin/profile";

    private final Notices notices;
    private final SignInMail mail;
    private final GeoIp places;
    private final String publicUrl;

    SignInNotices(Notices notices, SignInMail mail, GeoIp places, String publicUrl) {
        this.notices = notices;
        this.mail = mail;
        this.places = places;
        this.publicUrl = publicUrl;
    }

    /** The mail; empty for a person without an address. */
    Optional<Notice> compose(Administrator person, SignInOrigin origin, Instant at) {
        if (person.email().isEmpty()) {
            return Optional.empty();
        }
        SignInMail.SignInFacts facts =
                new SignInMail.SignInFacts(
                        person.language(),
                        person.email(),
                        person.login(),
                        origin.address(),
                        publicUrl + PAGE,
                        new RequestFacts(
                                origin.userAgent(),
                                places.place(origin.address(), person.language()),
                                at),
                        person.timezone());
        try {
            return Optional.of(mail.compose(facts));
        } catch (IllegalArgumentException unfit) {
            LOG.warn(
                    "no notice of a sign-in goes to administrator '{}': {}",
                    person.login(),
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
