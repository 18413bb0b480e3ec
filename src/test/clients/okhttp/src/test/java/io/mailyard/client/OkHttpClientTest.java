package io.mailyard.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mailyard.client.api.AccountApi;
import io.mailyard.client.api.AccountTokensApi;
import io.mailyard.client.api.AccountsApi;
import io.mailyard.client.api.AuditApi;
import io.mailyard.client.api.MessagesApi;
import io.mailyard.client.api.PoliciesApi;
import io.mailyard.client.api.TariffsApi;
import io.mailyard.client.api.UsersApi;
import io.mailyard.client.model.Account;
import io.mailyard.client.model.AccountUser;
import io.mailyard.client.model.AccountUserSummary;
import io.mailyard.client.model.AccountsFreezeRequest;
import io.mailyard.client.model.AccountsGetRequest;
import io.mailyard.client.model.AccountsListAnswer;
import io.mailyard.client.model.AccountsListRequest;
import io.mailyard.client.model.AccountsSaveRequest;
import io.mailyard.client.model.AccountsTokensSaveAnswer;
import io.mailyard.client.model.AccountsTokensSaveRequest;
import io.mailyard.client.model.AccountsUnfreezeRequest;
import io.mailyard.client.model.AccountsUsersAddRequest;
import io.mailyard.client.model.AccountsUsersGetRequest;
import io.mailyard.client.model.AccountsUsersListRequest;
import io.mailyard.client.model.AlertsInput;
import io.mailyard.client.model.AuditListRequest;
import io.mailyard.client.model.AuditRow;
import io.mailyard.client.model.DoneAnswer;
import io.mailyard.client.model.FrozenDetailsInput;
import io.mailyard.client.model.OwnAccountGetRequest;
import io.mailyard.client.model.OwnMessagesSendAnswer;
import io.mailyard.client.model.OwnMessagesSendRequest;
import io.mailyard.client.model.RetryRule;
import io.mailyard.client.model.RetryRulesListRequest;
import io.mailyard.client.model.SavedAnswer;
import io.mailyard.client.model.Tariff;
import io.mailyard.client.model.TariffsListRequest;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Calls a running server: {@code MAILYARD_URL} says where, {@code MAILYARD_TOKEN} is an
 * administrator's token. What it makes has names that nothing else has.
 */
class OkHttpClientTest {
    private static final String URL = System.getenv("MAILYARD_URL");
    private final String name = "client-" + System.nanoTime();
    private final ApiClient administrator = client(System.getenv("MAILYARD_TOKEN"));

    /** A client that sends this token. */
    private static ApiClient client(String token) {
        ApiClient client = new ApiClient();
        if (URL != null) {
            client.setBasePath(URL);
        }
        client.addDefaultHeader("Authorization", "Bearer " + token);
        return client;
    }

    @Test
    void calls_answerTypedData() throws ApiException {
        assumeTrue(URL != null, "MAILYARD_URL says no server");
        List<Tariff> tariffs =
                new TariffsApi(administrator).tariffsList(new TariffsListRequest()).getData();
        assertEquals(Tariff.OverrunEnum.REFUSE, tariffs.get(0).getOverrun());

        long account = savedAccount();
        AccountsApi accounts = new AccountsApi(administrator);
        accounts.accountsSave(
                new AccountsSaveRequest().id(account).title("Changed"), null, null, null);
        Account saved = accounts.accountsGet(new AccountsGetRequest().id(account)).getData();
        assertEquals(name, saved.getName());
        assertEquals("Changed", saved.getTitle());
        assertEquals(List.of(3L, 4L), saved.getExternalDataConnectors());
        assertNull(saved.getFrozenDetails());
        assertNotNull(saved.getCreatedAt());

        AccountsListAnswer page =
                accounts.accountsList(new AccountsListRequest().fromId(account).limit(1L));
        assertEquals(account, page.getData().get(0).getId());
        assertTrue(page.getTotalCount() >= 1);

        DoneAnswer dry = freeze(accounts, account, "dry-run");
        assertTrue(dry.getDryRun());
        assertEquals("accounts.freeze", dry.getChanges().get(0).getAction());
        freeze(accounts, account, null);
        Account frozen = accounts.accountsGet(new AccountsGetRequest().id(account)).getData();
        assertTrue(frozen.getIsFrozen());
        assertEquals("https://pay.example.com", frozen.getFrozenDetails().getPaymentUrl());
        accounts.accountsUnfreeze(new AccountsUnfreezeRequest().id(account), null, null, null);

        assertUsers(account);
        assertOwnCalls(account);

        List<RetryRule> rules =
                new PoliciesApi(administrator)
                        .retryRulesList(new RetryRulesListRequest())
                        .getData();
        assertFalse(rules.isEmpty());
        AuditRow row =
                new AuditApi(administrator)
                        .auditList(
                                new AuditListRequest().accountId(account).action("accounts.freeze"))
                        .getData()
                        .get(0);
        assertEquals(Long.toString(account), row.getObjectId());
    }

    private long savedAccount() throws ApiException {
        SavedAnswer answer =
                new AccountsApi(administrator)
                        .accountsSave(
                                new AccountsSaveRequest()
                                        .name(name)
                                        .title("Client")
                                        .tz("Europe/Berlin")
                                        .tariff("1")
                                        .externalDataConnectors(List.of(3L, 4L))
                                        .reportsDay(1L)
                                        .reportsHour(9L),
                                name,
                                null,
                                null);
        assertEquals(0, answer.getError(), answer.getErrorText());
        return answer.getData().getSavedId();
    }

    private static DoneAnswer freeze(AccountsApi accounts, long account, String prefer)
            throws ApiException {
        return accounts.accountsFreeze(
                new AccountsFreezeRequest()
                        .id(account)
                        .reason("unpaid")
                        .frozenDetails(
                                new FrozenDetailsInput().paymentUrl("https://pay.example.com")),
                null,
                prefer,
                null);
    }

    private void assertUsers(long account) throws ApiException {
        UsersApi users = new UsersApi(administrator);
        users.accountsUsersAdd(
                new AccountsUsersAddRequest()
                        .accountId(account)
                        .name("steve")
                        .email("steve@example.com")
                        .alerts(new AlertsInput().limits(true)),
                null,
                null,
                null);
        AccountUserSummary listed =
                users.accountsUsersList(new AccountsUsersListRequest().accountId(account))
                        .getData()
                        .get(0);
        assertEquals("steve", listed.getUsername());
        AccountUser user =
                users.accountsUsersGet(
                                new AccountsUsersGetRequest().accountId(account).name("steve"))
                        .getData();
        assertTrue(user.getAlerts().getLimits());
    }

    private void assertOwnCalls(long account) throws ApiException {
        AccountsTokensSaveAnswer token =
                new AccountTokensApi(administrator)
                        .accountsTokensSave(
                                new AccountsTokensSaveRequest().accountId(account).name("own"),
                                null,
                                null,
                                null);
        ApiClient own = client(token.getData().getToken());
        assertEquals(
                account,
                new AccountApi(own).ownAccountGet(new OwnAccountGetRequest()).getData().getId());
        OwnMessagesSendAnswer refused =
                new MessagesApi(own)
                        .ownMessagesSend(
                                new OwnMessagesSendRequest().to(List.of("nobody")).subject("?"),
                                null,
                                "dry-run",
                                null);
        assertEquals(400, refused.getError());
        assertFalse(refused.getErrors().isEmpty());
        assertNull(refused.getData());
    }
}
