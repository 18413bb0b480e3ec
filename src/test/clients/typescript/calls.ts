// Calls a running server by the generated client: MAILYARD_URL says where, MAILYARD_TOKEN is an administrator's token.
import { strict as assert } from "node:assert";
import * as client from "./generated";

const basePath = process.env.MAILYARD_URL ?? "";
const name = `typescript-${Date.now()}-${process.pid}`;
const connection = (accessToken: string) => new client.Configuration({ basePath, accessToken });

async function main(): Promise<void> {
    const administrator = connection(process.env.MAILYARD_TOKEN ?? "");
    const accounts = new client.AccountsApi(administrator);

    const tariffs = await new client.TariffsApi(administrator).tariffsList({ tariffsListRequest: {} });
    assert.equal(tariffs.data?.[0].overrun, "refuse");

    const saved = await accounts.accountsSave({
        accountsSaveRequest: {
            name, title: "TypeScript", tz: "Europe/Berlin", tariff: "1", reportsDay: 1, reportsHour: 9,
            externalDataConnectors: [3, 4],
        },
        idempotencyKey: name,
    });
    assert.equal(saved.error, 0, saved.errorText);
    const id = saved.data!.savedId;
    await accounts.accountsSave({ accountsSaveRequest: { id, title: "Changed" } });

    const shown = (await accounts.accountsGet({ accountsGetRequest: { id } })).data!;
    assert.deepEqual([shown.name, shown.title, shown.externalDataConnectors], [name, "Changed", [3, 4]]);
    assert.equal(shown.frozenDetails, null);
    assert.ok(shown.createdAt instanceof Date);

    const page = await accounts.accountsList({ accountsListRequest: { fromId: id, limit: 1 } });
    assert.equal(page.data?.[0].id, id);
    assert.ok(page.totalCount! >= 1);

    const freeze = { id, frozenDetails: { paymentUrl: "https://pay.example.com" } };
    const dry = await accounts.accountsFreeze({ accountsFreezeRequest: freeze, prefer: "dry-run" });
    assert.ok(dry.dryRun);
    assert.equal(dry.changes?.[0].action, "accounts.freeze");
    await accounts.accountsFreeze({ accountsFreezeRequest: freeze });
    const frozen = (await accounts.accountsGet({ accountsGetRequest: { id } })).data!;
    assert.ok(frozen.isFrozen);
    assert.equal(frozen.frozenDetails?.paymentUrl, "https://pay.example.com");
    await accounts.accountsUnfreeze({ accountsUnfreezeRequest: { id } });

    const users = new client.UsersApi(administrator);
    await users.accountsUsersAdd({
        accountsUsersAddRequest: { accountId: id, name: "steve", email: "steve@example.com", alerts: { limits: true } },
    });
    const listed = await users.accountsUsersList({ accountsUsersListRequest: { accountId: id } });
    assert.equal(listed.data?.[0].username, "steve");
    const user = await users.accountsUsersGet({ accountsUsersGetRequest: { accountId: id, name: "steve" } });
    assert.ok(user.data?.alerts.limits);

    const token = await new client.AccountTokensApi(administrator).accountsTokensSave({
        accountsTokensSaveRequest: { accountId: id, name: "own" },
    });
    const own = connection(token.data!.token!);
    assert.equal((await new client.AccountApi(own).ownAccountGet({ ownAccountGetRequest: {} })).data?.id, id);
    const refused = await new client.MessagesApi(own).ownMessagesSend({
        ownMessagesSendRequest: { to: ["nobody"], subject: "?" },
        prefer: "dry-run",
    });
    assert.equal(refused.error, 400);
    assert.ok(refused.errors!.length > 0);
    assert.equal(refused.data, undefined);

    const audit = await new client.AuditApi(administrator).auditList({
        auditListRequest: { accountId: id, action: "accounts.freeze" },
    });
    assert.equal(audit.data?.[0].objectId, String(id));
    console.log("called");
}

main().catch((failed) => {
    console.error(failed);
    process.exit(1);
});
