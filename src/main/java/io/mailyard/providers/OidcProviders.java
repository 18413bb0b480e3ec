package io.mailyard.providers;

import io.mailyard.access.Principal;
import io.mailyard.api.Params;
import io.mailyard.base.ApiException;
import io.mailyard.base.Page;
import io.mailyard.base.Slice;
import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import io.mailyard.fields.FieldTable;
import io.mailyard.fields.FieldValues;
import io.mailyard.fields.Fields;
import io.mailyard.wire.Out;
import io.mailyard.writes.Change;
import io.mailyard.writes.Change.Subject;
import java.util.List;
import java.util.Optional;

/** The rules of OpenID providers. */
public final class OidcProviders {
    private static final String SEQUENCE = "oidc_providers";

    /** Each has a button on the page to sign in. */
    static final int MOST = 20;

    private final Database database;
    private final ProviderUse use;

    public OidcProviders(Database database, ProviderUse use) {
        this.database = database;
        this.use = use;
    }

    /** Those that sign people in now, by id. */
    public List<OidcProvider> active() {
        return database.read(tx -> OidcProvider.TABLE.where(tx, "active = 1"));
    }

    /** The one of a name, if it signs people in now. */
    public Optional<OidcProvider> active(String name) {
        return database.read(tx -> OidcProvider.TABLE.find(tx, "active = 1 AND name = ?", name));
    }

    Slice<OidcProvider> list(Page page) {
        return database.read(tx -> OidcProvider.TABLE.page(tx, page));
    }

    OidcProvider get(long id) {
        return database.read(tx -> existing(tx, id));
    }

    private static OidcProvider existing(Tx tx, long id) {
        return OidcProvider.TABLE
                .find(tx, id)
                .orElseThrow(() -> ApiException.notFound("no OpenID provider with id " + id));
    }

    long create(Change change, Principal by, Params params) {
        Tx tx = change.tx();
        if (OidcProvider.TABLE.count(tx, FieldTable.ALL) >= MOST) {
            throw ApiException.conflict(
                    "there are " + MOST + " OpenID providers, which is the limit");
        }
        OidcProvider provider =
                OidcProvider.of(
                        tx.nextId(SEQUENCE),
                        FieldValues.given(OidcProvider.FIELDS, params),
                        change.now());
        mustBeFree(tx, provider);
        mustInclude(tx, by, provider);
        OidcProvider.TABLE.insert(tx, provider);
        change.created("oidc_providers.save", subject(provider), out -> audited(out, provider));
        return provider.id();
    }

    void update(Change change, Principal by, long id, Params params) {
        Tx tx = change.tx();
        OidcProvider before = existing(tx, id);
        OidcProvider after =
                before.with(FieldValues.given(OidcProvider.FIELDS, params), change.now());
        if (!before.issuer().equals(after.issuer())
                && !before.secret().isEmpty()
                && params.find(OidcProvider.SECRET.sent()).isEmpty()) {
            throw ApiException.badRequest(
                    "client_secret",
                    "must be given again where issuer changes: whoever changes it could send it to a"
                            + " server of their own");
        }
        mustBeFree(tx, after);
        mustInclude(tx, by, before);
        mustInclude(tx, by, after);
        if (!after.issuer().equals(before.issuer()) && use.people(tx, before.key()) > 0) {
            throw ApiException.conflict(
                    "provider '"
                            + before.name()
                            + "' signs people in, whom another issuer does not know: make another"
                            + " provider for it");
        }
        boolean changed =
                change.changed(
                        "oidc_providers.save",
                        subject(after),
                        out -> audited(out, before),
                        out -> audited(out, after));
        if (changed) {
            OidcProvider.TABLE.update(tx, after);
        }
        if (before.active() && !after.active()) {
            use.endSessions(change, after.key());
        }
    }

    void delete(Change change, Principal by, long id) {
        Tx tx = change.tx();
        OidcProvider provider = existing(tx, id);
        mustInclude(tx, by, provider);
        long people = use.people(tx, provider.key());
        if (people > 0) {
            throw ApiException.conflict(
                    "provider '"
                            + provider.name()
                            + "' signs in "
                            + people
                            + (people == 1 ? " administrator" : " administrators")
                            + ": delete them first, or switch it off");
        }
        OidcProvider.TABLE.delete(tx, provider);
        change.deleted("oidc_providers.delete", subject(provider), out -> audited(out, provider));
    }

    private void mustInclude(Tx tx, Principal by, OidcProvider provider) {
        use.mustInclude(tx, by, provider.roles().byValue().values());
    }

    private static void mustBeFree(Tx tx, OidcProvider provider) {
        OidcProvider.TABLE.mustBeFree(
                tx, "OpenID provider", OidcProvider.NAME, provider, FieldTable.ALL);
    }

    private static void audited(Out out, OidcProvider provider) {
        Fields.write(out, OidcProvider.AUDITED, provider.values());
    }

    private static Subject subject(OidcProvider provider) {
        return Subject.of("oidc_provider", provider.id());
    }
}
