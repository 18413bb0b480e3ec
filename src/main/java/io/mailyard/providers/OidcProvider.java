package io.mailyard.providers;

import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Types;
import io.mailyard.db.SortedList;
import io.mailyard.db.SortedList.SortKey;
import io.mailyard.fields.ColumnCodec;
import io.mailyard.fields.Field;
import io.mailyard.fields.FieldTable;
import io.mailyard.fields.FieldValues;
import io.mailyard.fields.Fields;
import java.util.List;
import java.util.Optional;

/** A server that speaks OpenID Connect and signs administrators in. Each field is declared once. */
public record OidcProvider(FieldValues values) implements OidcPeer {
    static final Field<String> NAME =
            OidcFields.name(
                    "Unique name of a-z, 0-9 and -; it is in the address that the provider sends"
                            + " people back to: /admin/signin/NAME/callback.");
    private static final Field<String> ROLES_CLAIM =
            Field.of(
                    "roles_claim",
                    Field.lineType(Types.text(1, 64)),
                    ColumnCodec.LINE,
                    "groups",
                    "The claim whose values give the role; dots lead into objects:"
                            + " realm_access.roles. Default groups.");
    private static final Field<RoleMap> ROLES =
            RoleMap.field(
                    "Values of the claim and the role that each gives, such as mail-admins:"
                            + " administrator; the first in this order that a person has counts,"
                            + " and who has none is refused.");

    private static final List<Field<?>> SHOWN =
            List.of(
                    ProviderKind.ID,
                    NAME,
                    OidcFields.TITLE,
                    OidcFields.ISSUER,
                    OidcFields.CLIENT_ID,
                    OidcFields.SECRET.setAt(),
                    OidcFields.SCOPES,
                    OidcFields.LOGIN_CLAIM,
                    ROLES_CLAIM,
                    ROLES,
                    ProviderKind.ACTIVE,
                    ProviderKind.CREATED_AT,
                    ProviderKind.UPDATED_AT);

    /** All. */
    public static final List<Field<?>> FIELDS =
            Fields.joined(SHOWN, List.of(OidcFields.SECRET.text()));

    static final ObjectSchema SCHEMA =
            Fields.declare(
                    ObjectSchema.of(
                            "OidcProvider", "An OpenID provider that signs administrators in."),
                    SHOWN);

    private static final FieldTable<OidcProvider> TABLE =
            new FieldTable<>("oidc_providers", FIELDS, OidcProvider::new);

    private static final SortedList SORTS =
            new SortedList("oidc_providers", SortKey.text("name", "name"));

    /** Kind of these providers: their fields, their table, and names. */
    public static final ProviderKind<OidcProvider> KIND = new OidcProviderKind();

    private static final class OidcProviderKind implements ProviderKind<OidcProvider> {
        @Override
        public String keyPrefix() {
            return "oidc";
        }

        @Override
        public String calls() {
            return "oidc_providers";
        }

        @Override
        public String one() {
            return "OpenID provider";
        }

        @Override
        public String many() {
            return "OpenID providers";
        }

        @Override
        public FieldTable<OidcProvider> table() {
            return TABLE;
        }

        @Override
        public SortedList sorts() {
            return SORTS;
        }

        @Override
        public List<Field<?>> shown() {
            return SHOWN;
        }

        @Override
        public List<Field<?>> fields() {
            return FIELDS;
        }

        @Override
        public Field<String> name() {
            return NAME;
        }

        @Override
        public SecretField secret() {
            return OidcFields.SECRET;
        }

        @Override
        public OidcProvider of(FieldValues values) {
            return new OidcProvider(values);
        }

        @Override
        public Optional<String> leadsElsewhere(OidcProvider before, OidcProvider after) {
            return OidcFields.otherIssuer(before, after);
        }

        @Override
        public Optional<String> losesPeople(OidcProvider before, OidcProvider after) {
            return OidcFields.strangers(before, after);
        }
    }

    @Override
    public ProviderKind<OidcProvider> kind() {
        return KIND;
    }

    @Override
    public String groupsClaim() {
        return get(ROLES_CLAIM);
    }

    @Override
    public RoleMap roles() {
        return get(ROLES);
    }

    /** Returns this provider with other roles. */
    public OidcProvider withRoles(RoleMap roles) {
        return new OidcProvider(values.with(ROLES, roles));
    }

    /** Masks the secret. */
    @Override
    public String toString() {
        return "OidcProvider[" + name() + "]";
    }
}
