package io.mailyard.users;

import io.mailyard.db.Tx;
import io.mailyard.notices.GeoIp;
import io.mailyard.notices.Notice;
import io.mailyard.notices.Notices;
import io.mailyard.notices.RequestFacts;
import io.mailyard.notices.UserAccessMail;
import io.mailyard.signin.SignInOrigin;
import java.time.Instant;

/** Composes and queues the mails by which users get back in, and prove a new address. */
final class AccessLetters {
    private final Notices notices;
    private final UserAccessMail mail;
    private final GeoIp places;
    private final String publicUrl;

    AccessLetters(Notices notices, UserAccessMail mail, GeoIp places, String publicUrl) {
        this.notices = notices;
        this.mail = mail;
        this.places = places;
        this.publicUrl = publicUrl;
    }

    /**
     * Composes a mail.
     *
     * @param path of the page behind the button
     */
    Notice compose(
            UserAccessMail.AccessMailKind kind,
            PortalUser user,
            String email,
            String path,
            Instant until,
            SignInOrigin origin,
            Instant now) {
        return mail.compose(
                new UserAccessMail.AccessFacts(
                        kind,
                        user.language(),
                        user.account(),
                        user.number(),
                        email,
                        user.signInName(),
                        publicUrl + path,
                        until,
                        new RequestFacts(
                                origin.userAgent(),
                                places.place(origin.address(), user.language()),
                                now),
                        user.timezone()));
    }

    void queue(Tx tx, Notice notice) {
        notices.queue(tx, notice);
    }
}
