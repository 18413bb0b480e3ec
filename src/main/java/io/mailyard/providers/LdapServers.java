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

/** The rules of directories. */
public final class LdapServers {
    private static final String SEQUENCE = "ldap_servers";

    /** Each is asked about a login that nobody has here, within the time of one. */
    static final int MOST = 20;

    private final Database database;
    private final ProviderUse use;

    public LdapServers(Database database, ProviderUse use) {
        this.database = database;
        this.use = use;
    }

    /** Those that sign people in now, by id. */
    public List<LdapServer> active() {
        return database.read(tx -> LdapServer.TABLE.where(tx, "active = 1"));
    }

    /** The one of a person, if it signs people in now. */
    public Optional<LdapServer> active(String key) {
        return active().stream().filter(server -> server.key().equals(key)).findFirst();
    }

    Slice<LdapServer> list(Page page) {
        return database.read(tx -> LdapServer.TABLE.page(tx, page));
    }

    LdapServer get(long id) {
        return database.read(tx -> existing(tx, id));
    }

    private static LdapServer existing(Tx tx, long id) {
        return LdapServer.TABLE
                .find(tx, id)
                .orElseThrow(() -> ApiException.notFound("no directory with id " + id));
    }

    long create(Change change, Principal by, Params params) {
        Tx tx = change.tx();
        if (LdapServer.TABLE.count(tx, FieldTable.ALL) >= MOST) {
            throw ApiException.conflict("there are " + MOST + " directories, which is the limit");
        }
        LdapServer server =
                LdapServer.of(
                        tx.nextId(SEQUENCE),
                        FieldValues.given(LdapServer.FIELDS, params),
                        change.now());
        mustBeFree(tx, server);
        mustInclude(tx, by, server);
        LdapServer.TABLE.insert(tx, server);
        change.created("ldap_servers.save", subject(server), out -> audited(out, server));
        return server.id();
    }

    void update(Change change, Principal by, long id, Params params) {
        Tx tx = change.tx();
        LdapServer before = existing(tx, id);
        LdapServer after = before.with(FieldValues.given(LdapServer.FIELDS, params), change.now());
        if (before.isReachedOtherwise(after)
                && !before.secret().isEmpty()
                && params.find(LdapServer.SECRET.sent()).isEmpty()) {
            throw ApiException.badRequest(
                    "bind_password",
                    "must be given again where address, start_tls or ca change: whoever changes them"
                            + " could send it to a server of their own");
        }
        mustBeFree(tx, after);
        mustInclude(tx, by, before);
        mustInclude(tx, by, after);
        boolean changed =
                change.changed(
                        "ldap_servers.save",
                        subject(after),
                        out -> audited(out, before),
                        out -> audited(out, after));
        if (changed) {
            LdapServer.TABLE.update(tx, after);
        }
        if (before.active() && !after.active()) {
            use.endSessions(change, after.key());
        }
    }

    void delete(Change change, Principal by, long id) {
        Tx tx = change.tx();
        LdapServer server = existing(tx, id);
        mustInclude(tx, by, server);
        long people = use.people(tx, server.key());
        if (people > 0) {
            throw ApiException.conflict(
                    "directory '"
                            + server.name()
                            + "' signs in "
                            + people
                            + (people == 1 ? " administrator" : " administrators")
                            + ": delete them first, or switch it off");
        }
        LdapServer.TABLE.delete(tx, server);
        change.deleted("ldap_servers.delete", subject(server), out -> audited(out, server));
    }

    private void mustInclude(Tx tx, Principal by, LdapServer server) {
        use.mustInclude(tx, by, server.roles().byValue().values());
    }

    private static void mustBeFree(Tx tx, LdapServer server) {
        if (server.userDn().isEmpty() && server.userBase().isEmpty()) {
            throw ApiException.badRequest(
                    "user_base", "or user_dn is needed, to know who a login is");
        }
        LdapServer.TABLE.mustBeFree(tx, "directory", LdapServer.NAME, server, FieldTable.ALL);
    }

    private static void audited(Out out, LdapServer server) {
        Fields.write(out, LdapServer.AUDITED, server.values());
    }

    private static Subject subject(LdapServer server) {
        return Subject.of("ldap_server", server.id());
    }
}
