package io.mailyard.submission;

import io.mailyard.access.AccountPrincipal;
import io.mailyard.accounts.Account;
import io.mailyard.accounts.Accounts;
import io.mailyard.accounts.SubmissionPasswords;
import io.mailyard.api.Call;
import io.mailyard.api.ObjectSchema;
import io.mailyard.api.ReplySchema;
import io.mailyard.api.Route;
import io.mailyard.base.ApiException;
import io.mailyard.wire.ApiReply;
import java.util.List;
import java.util.Optional;

/** {@code account/smtp}: how an account's programs send by SMTP. */
public final class OwnSmtpRoutes {
    private static final ObjectSchema SMTP =
            ObjectSchema.of("OwnSmtp", "How the account's programs send by SMTP.")
                    .text("host", "The server's name or address.")
                    .number("port", "Its port.")
                    .flag("starttls", "Whether it offers TLS, by STARTTLS.")
                    .text(
                            "login",
                            "The name to sign in with an API token: the account's id; login@account"
                                    + " of a user does as well.")
                    .flag(
                            "passwords",
                            "Whether passwords of users are taken, too; if not, API tokens alone.")
                    .number("max_size", "Octets of the largest message.")
                    .number("max_recipients", "Recipients of one message at most.");

    /**
     * Where SMTP submission is reached.
     *
     * @param startTls whether it offers TLS
     */
    public record SmtpAddress(String host, int port, boolean startTls) {}

    private final Accounts accounts;
    private final SubmissionConfig config;
    private final Optional<SmtpAddress> address;

    /**
     * @param address empty: SMTP submission is off
     */
    public OwnSmtpRoutes(
            Accounts accounts, SubmissionConfig config, Optional<SmtpAddress> address) {
        this.accounts = accounts;
        this.config = config;
        this.address = address;
    }

    /**
     * {@code account/smtp}, for accounts' own tokens; a server without SMTP submission answers that
     * there is none.
     */
    public List<Route> routes() {
        return List.of(
                Route.read(
                                "/api/v1.1/account/smtp",
                                "account",
                                "How the account's programs send by SMTP: where, and with what.",
                                this::get)
                        .own()
                        .answers(ReplySchema.one(SMTP)));
    }

    private ApiReply get(Call call) {
        SmtpAddress reached =
                address.orElseThrow(
                        () -> ApiException.notFound("SMTP submission is off on this server"));
        Account account = accounts.get(call.noted(AccountPrincipal.class).account());
        return ApiReply.one(out ->
                out.text("host", reached.host())
                        .number("port", reached.port())
                        .flag("starttls", reached.startTls())
                        .text("login", Long.toString(account.id().value()))
                        .flag("passwords", !config.tokensAlone() && takesPasswords(account))
                        .number("max_size", config.maxSize())
                        .number("max_recipients", config.maxRecipients()));
    }

    private static boolean takesPasswords(Account account) {
        return account.values().get(Account.SUBMISSION_PASSWORDS) == SubmissionPasswords.ALLOW;
    }
}
