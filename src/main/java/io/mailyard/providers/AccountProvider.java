package io.mailyard.providers;

import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Types;
import io.mailyard.base.AccountId;
import io.mailyard.base.DomainName;
import io.mailyard.db.SortedList;
import io.mailyard.db.SortedList.SortKey;
import io.mailyard.fields.ColumnCodec;
import io.mailyard.fields.Field;
import io.mailyard.fields.FieldTable;
import io.mailyard.fields.FieldValues;
import io.mailyard.fields.Fields;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** An OpenID provider that signs the users of one account in. Each field is declared once. */
public record AccountProvider(FieldValues values) implements OidcPeer {
    /** The role with all rights in the account. */
    public static final String MASTER = "master";

    /** The role of all others. */
    public static final String USER = "user";

    /** Each has a button on the account's page to sign in. */
    static final int MOST = 3;

    private static final int MOST_DOMAINS = 50;
    private static final int MOST_FACTORS = 20;
    private static final Pattern FACTOR = Pattern.compile("[A-Za-z0-9._:/#-]{1,128}");

    private static final Field<AccountId> OWNER =
            Field.own("account_id", ColumnCodec.OWNER, "Whose users it signs in.").key();
    private static final Field<String> NAME =
            OidcFields.name("Name of a-z, 0-9 and -, unique in the account, for the audit.");
    private static final Field<List<String>> EMAIL_DOMAINS =
            Field.of(
                    "email_domains",
                    Types.array(
                            Types.text(1, 255)
                                    .map(DomainName::checked)
                                    .map(given -> given.toLowerCase(Locale.ROOT)),
                            MOST_DOMAINS),
                    ColumnCodec.WORDS,
                    List.of(),
                    "Whose mail address at one of these domains the provider has verified, is the"
                            + " user with that address; empty: nobody is found by address. Default"
                            + " empty.");
    private static final Field<String> ROLES_CLAIM =
            Field.of(
                    "roles_claim",
                    Field.lineType(Types.text(1, 64)),
                    ColumnCodec.LINE,
                    "groups",
                    "The claim that roles looks at; dots lead into objects: realm_access.roles."
                            + " Default groups.");
    private static final Field<RoleMap> ROLES =
            RoleMap.field(
                    Types.oneOf(USER, MASTER),
                    "Values of the claim and what each makes a new user, user or master, such as"
                            + " mail-admins: master; the first in this order that a person has"
                            + " counts, and who has none is refused. Empty: everybody may come in,"
                            + " and new ones are plain users.");
    private static final Field<Boolean> CREATE_USERS =
            Field.flag(
                    "create_users",
                    false,
                    "Whether somebody whose verified address is at one of email_domains, and is no"
                            + " user's, becomes a user at the first sign-in. Default false.");
    private static final Field<List<String>> SECOND_FACTORS =
            Field.of(
                    "second_factors",
                    Types.array(Types.text(1, 128).map(AccountProvider::factor), MOST_FACTORS),
                    ColumnCodec.WORDS,
                    List.of(),
                    "Words of the claim amr (RFC 8176), such as mfa or otp, of which one stands for"
                            + " the user's own second factor; empty: none does. Default empty.");

    private static final List<Field<?>> SHOWN =
            List.of(
                    ProviderKind.ID,
                    OWNER,
                    NAME,
                    OidcFields.TITLE,
                    OidcFields.ISSUER,
                    OidcFields.CLIENT_ID,
                    OidcFields.SECRET.setAt(),
                    OidcFields.SCOPES,
                    OidcFields.LOGIN_CLAIM,
                    EMAIL_DOMAINS,
                    ROLES_CLAIM,
                    ROLES,
                    CREATE_USERS,
                    SECOND_FACTORS,
                    ProviderKind.ACTIVE,
                    ProviderKind.CREATED_AT,
                    ProviderKind.UPDATED_AT);

    /** All. */
    public static final List<Field<?>> FIELDS =
            Fields.joined(SHOWN, List.of(OidcFields.SECRET.text()));

    static final ObjectSchema SCHEMA =
            Fields.declare(
                    ObjectSchema.of(
                            "AccountProvider",
                            "An OpenID provider that signs an account's users in."),
                    SHOWN);

    private static final FieldTable<AccountProvider> TABLE =
            new FieldTable<>("account_oidc_providers", FIELDS, AccountProvider::new);

    private static final SortedList SORTS =
            new SortedList("account_oidc_providers", SortKey.text("name", "name"));

    /** Kind of these providers: their fields, their table, and names. */
    public static final ProviderKind<AccountProvider> KIND = new AccountProviderKind();

    private static final class AccountProviderKind implements ProviderKind<AccountProvider> {
        @Override
        public String keyPrefix() {
            return "account-oidc";
        }

        @Override
        public String calls() {
            return "account_providers";
        }

        @Override
        public String one() {
            return "OpenID provider";
        }

        @Override
        public String many() {
            return "OpenID providers of the account";
        }

        @Override
        public int most() {
            return AccountProvider.MOST;
        }

        @Override
        public boolean staysWithPeople() {
            return false;
        }

        @Override
        public FieldTable<AccountProvider> table() {
            return TABLE;
        }

        @Override
        public SortedList sorts() {
            return SORTS;
        }

        @Override
        public String[] searched() {
            return new String[] {"name", "title", "issuer", "email_domains"};
        }

        @Override
        public String ofOwner() {
            return "account_id = ?";
        }

        @Override
        public Object[] owned(AccountId owner) {
            return new Object[] {owner.value()};
        }

        @Override
        public FieldValues valuesOf(AccountId owner) {
            return FieldValues.NONE.with(OWNER, owner);
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
        public AccountProvider of(FieldValues values) {
            return new AccountProvider(values);
        }

        @Override
        public Optional<String> leadsElsewhere(AccountProvider before, AccountProvider after) {
            return OidcFields.otherIssuer(before, after);
        }

        @Override
        public Optional<String> losesPeople(AccountProvider before, AccountProvider after) {
            return OidcFields.strangers(before, after);
        }
    }

    private static String factor(String given) {
        if (!FACTOR.matcher(given).matches()) {
            throw new IllegalArgumentException("must be a word such as mfa, otp or hwk");
        }
        return given;
    }

    @Override
    public ProviderKind<AccountProvider> kind() {
        return KIND;
    }

    @Override
    public AccountId owner() {
        return get(OWNER);
    }

    @Override
    public String groupsClaim() {
        return get(ROLES_CLAIM);
    }

    @Override
    public RoleMap roles() {
        return get(ROLES);
    }

    /** All of an account's providers together. */
    @Override
    public String share() {
        return "account " + owner();
    }

    /** Whether an address is one of those by which users are found. */
    public boolean covers(String email) {
        String domain = email.substring(email.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
        return get(EMAIL_DOMAINS).contains(domain);
    }

    /** Whether strangers become users. */
    public boolean createsUsers() {
        return get(CREATE_USERS);
    }

    /** The role of a person; empty: they may not come in. */
    public Optional<String> roleOf(ProvidedIdentity identity) {
        return roles().byValue().isEmpty() ? Optional.of(USER) : roles().roleOf(identity.groups());
    }

    /** Whether what the provider checked stands for a second factor of the user's own. */
    public boolean countsAsFactor(ProvidedIdentity identity) {
        return get(SECOND_FACTORS).stream().anyMatch(identity.factors()::contains);
    }

    /** Masks the secret. */
    @Override
    public String toString() {
        return "AccountProvider[" + owner() + " " + name() + "]";
    }
}
