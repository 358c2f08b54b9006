import type { Notebooks } from './cell.ts';

export const preloaded: Notebooks = {
  'the client': [
    'const account = await client.getMarginAccount(); account.marginLevel.length; Number(account.totalAssetOfBtc) + 1; account.userAssets.filter((a) => Number(a.borrowed) > 0).map(({ asset, borrowed, interest }) => ({ asset, owed: new Decimal(borrowed).plus(interest) }))',
    'const isolated = await client.getIsolatedMarginAccount({ symbols: "BTCUSDT" }); isolated.assets[0].baseAsset.asset; isolated.assets.map((each) => each.marginLevel)',
    'const loan = await client.createMarginLoan({ asset: "USDT", amount: "10" }); loan.tranId; await client.repayMarginLoan({ asset: "USDT", amount: "10" })',
    'await client.createMarginOrder({ symbol: "BTCUSDT", side: "BUY", type: "LIMIT", timeInForce: "GTC", quantity: "0.01", price: "30000" })',
    'const side = "BUY"; const symbol = "BTCUSDT"; const orders = []; for (const price of ["1", "2"]) orders.push(await client.createMarginOrder({ symbol, side, type: "LIMIT", timeInForce: "GTC", quantity: "0.01", price }))',
    'await client.createMarginOrder({ symbol, side, type: "MARKET", quantity: "1" }); orders.map((order) => order.orderId)',
    'const all = await client.iterateMarginInterestHistory({ asset: "USDT", startTime: Date.now() - 86_400_000 }); all.length; all.map((row) => row.interest)',
    'for await (const event of client.tradeStream()) { console.log(event); break }',
    'const reply = await client.getMaxMarginLoan({ asset: "BTC" }); reply.amount; (await client.getServerTime()).serverTime; const [first, second] = await Promise.all([client.getMarginAllAssets(), client.getMarginAllPairs()]); first[0].assetName; second.find((p) => p.symbol === "BTCUSDT")?.base',
    'const price = Number((await client.getMarginPriceIndex({ symbol: "BTCUSDT" })).price); const c = client; c.getMarginAccount().then((a) => a.marginLevel).catch((e) => e.code)',
    'await client.getMarginAccount({}, { signal: AbortSignal.timeout(1000) }); const { getMarginAccount } = client; await getMarginAccount(); const method = "getMarginAccount"; await client[method]()',
    'await client.makeUniversalTransfer({ type: "MAIN_MARGIN", asset: "USDT", amount: "1" }); await client.transferSpotToMargin({ asset: "USDT", amount: "1" }); await client.getOpenMarginOrders({ symbol: "BTCUSDT" }); await client.cancelMarginOrder({ symbol: "BTCUSDT", orderId: "1" })',
  ],
  histories: [
    'const interest = await history.interest({ asset: "USDT", from: "2026-01-01" }); interest.groupby(["asset"]).agg({ interest: "sum" }).head()',
    'const trades = await history.trades({ symbol: "BTCUSDT", isIsolated: true, from: new Date(), to: Date.now() }); trades.column("price").mean()',
    'await history.loans(); await history.repayments({ isolatedSymbol: "BTCUSDT" }); await history.transfers({}); await history.liquidations({ from: 0 })',
    'const from = "2026-01-01"; const frames = await Promise.all(["BTC", "USDT"].map((asset) => history.interest({ asset, from }))); dfd.concat({ dfList: frames, axis: 0 })',
  ],
  'frames, as danfo documents them': [
    'const df = new DataFrame([{ a: 1, b: "x" }]); df.head(2).print(); df["a"]; df.shape; df.a; df["rates"].print()',
    'const df = new dfd.DataFrame({ A: [1, 2], B: [3, 4] }, { index: ["a", "b"] }); df["A"].print(); df.B; df.columns.map((name) => df[name].mean()); df["C"] = [1, 2]',
    'df.apply((row) => row[0] + row[1], { axis: 1 }); df.apply((column) => column.reduce((sum, x) => sum + x, 0), { axis: 0 }); df.applyMap((x) => x * 2); df.values[0][0] + 1; df.values.map(([a, b]) => a * b)',
    'df.iloc({ rows: ["0:1"], columns: [0] }); df.loc({ rows: ["a"], columns: ["A"] }); df.loc({ rows: df["A"].gt(1).and(df["B"].lt(5)) }); df.query(df["A"].gt(1)); df.at("a", "A") * 2; df.iat(0, 0).toFixed(2)',
    'df.groupby(["A"]).col(["B"]).sum().print(); df.groupby(["A"]).agg({ B: ["sum", "mean"] }); df.groupby(["A"]).apply((rows) => rows.add(1)); df.sum({ axis: 0 }).print(); df.addColumn("C", [1, 2], { inplace: true }); df.drop({ columns: ["A"], inplace: true }); df.rename({ A: "Z" }, { inplace: true }); df.sortValues("A", { ascending: false, inplace: true }); df.fillNa(0, { columns: ["A"] }); df.config; df.tensor',
    'const s = new Series([1, 2]); s.apply((x) => x + x); s.map((x) => x * 2); s.map({ 1: "one" }); s.values.map((v) => v * 2); s.values[0] * 2; s.apply((x) => x.toString()); s.sum() + 1; s.max().toFixed(2); Math.max(...s.values); s.values.reduce((a, b) => a + b, 0); s.str.toLowerCase().print(); s.dt.month(); s.unique().values; s["mean"]; s["men"]',
    'dfd.readCSV("x").then((read) => { read.head().print() }).catch((e) => console.log(e)); dfd.toDateTime(["2020-01-01"]).month(); dfd.dateRange({ start: "2020-01-01", period: 3, freq: "D" }); dfd.concat({ dfList: [df, df], axis: 1 }).print(); dfd.merge({ left: df, right: df, on: ["A"], how: "inner" }).print(); dfd.getDummies(df, { columns: ["A"], prefix: "x" })',
    'const encode = new dfd.LabelEncoder(); encode.fit(["a", "b"]); encode.transform(["a"]).length; new dfd.OneHotEncoder().fitTransform(s); const scaler = new dfd.MinMaxScaler(); scaler.fit(df); scaler.transform(df).print(); new DataFrame(df.toJSON()); dfd.toJSON(df)[0].A; df.toJSON({ format: "row" }).A[0]; dfd.Utils; dfd.Config; dfd.tensorflow; const typed: DataFrame = df; const many: Series[] = [s]',
    'df.print(10); df.rename({ A: 0 }, { axis: 0 }); const total = df.apply((row) => row[0] * row[1], { axis: 1 }); df.addColumn("total", total); df.apply((row) => row.map((x) => x * 2)).addColumn("n", total); df.ctypes.print(); s.axis; s.tensor; s.getDummies({ prefix: "x" }); df.append([{ A: 1, B: 2 }]); df.corr().round(2)',
    'const text: string = df.toCSV(); text.split("\\n"); df.toCSV({ filePath: "a.csv" }); const bytes = await df.toParquet(); bytes.length; new dfd.Series({ B: ["x"] }, { columns: "C" }); new DataFrame({ a: s }); s.str.replace(/a/g, "b"); new dfd.LabelEncoder().classes; const both = dfd.concat({ dfList: [df, df], axis: 0 }); both.groupby(["A"]).sum(); new dfd.dateRange({ start: "2017-01-01", period: 4, freq: "Y" }); dfd.streamCsvTransformer("a", (row) => row, { outputFilePath: "b" }); await dfd.readCSV("a", { delimiter: ";", transformHeader: (name) => name.trim(), skipEmptyLines: "greedy" })',
    'const data = await (await fetch("http://127.0.0.1/prices")).json(); new DataFrame(data); data.map((row) => row.price); for (const row of data) row.price; const { prices, ...others } = data; frame(data, { price: "amount", time: "time" })',
  ],
  charts: [
    'const rows = [{ a: 1, b: 2 }]; chart({ mark: "anything", encoding: { tooltip: [{ field: "a" }, { field: "b", format: ".2f" }], x: { field: { repeat: "column" }, bin: true, axis: null }, href: { field: "b" }, color: { condition: { param: "brush", value: "red" }, value: "grey" }, y: null } }, rows, {})',
    'const base = { encoding: { x: { field: "a", type: "quantitative" } } }; const layers = [{ ...base, mark: { type: "line", interpolate: "step" } }, { ...base, mark: "rule", encoding: { y: { datum: 1.1 } } }]; chart({ layer: layers, params: [{ name: "grid", select: "interval" }], transform: [{ calculate: "datum.a * 2", as: "c" }], repeat: { column: ["a", "b"] }, spec: base, $schema: "https://vega.github.io/schema/vega-lite/v5.json", projection: { type: "mercator" } }, rows)',
    'const kind = rows.length > 1 ? "bar" : "line"; chart({ mark: kind, encoding: Object.fromEntries(["x", "y"].map((name) => [name, { field: "a", type: "quantitative" }])) }, rows); const loose = JSON.parse("{}"); chart(loose); function draw(mark) { return chart({ mark, width: "container", height: { step: 20 } }, rows) } draw("bar")',
    'const df = new DataFrame([{ a: 1, b: 2 }]); chart({ mark: "line", encoding: { x: { field: "a", type: "quantitative" }, y: { field: "b", type: "quantitative" } } }, df)',
    'const spec = { mark: "bar", encoding: { x: { field: "a", type: "nominal" } } }; chart(spec, df)',
    'chart({ mark: { type: "line", point: true }, encoding: { y: { field: "b", aggregate: "sum" } }, width: 300 }, [{ a: 1 }])',
    'chart({ layer: [{ mark: "line" }, { mark: "rule" }], data: { values: [{ a: 1 }] } }); chart({ hconcat: [] }, df); display(chart(spec, df))',
    'const marks = ["line", "bar"]; marks.map((mark) => chart({ mark, encoding: {} }, df))',
  ],
  display: [
    'display(1); display.html("<b>a</b>"); display.markdown("# a"); display.json({ a: 1 }); display.svg("<svg/>"); display.image(Buffer.from("a")); display.text("a"); display.latex("a"); display.html`<b>${1}</b>`',
    'const handle = await display("a"); await handle.update("b"); const bar = await display.progress(10, "x"); await bar.update(1); display.clear({ wait: true }); display(display.as("text/html", "a"))',
    'const own = { [Symbol.for("Jupyter.display")]() { return { "text/plain": "a" } } }; own; display.bundle({ "text/plain": "a" }, {})',
  ],
  decimals: [
    'const d = new Decimal("0.1").plus("0.2").times(3); d.toFixed(2); d.gt(1) && d.eq("2"); Decimal.max(1, "2", d).toString(); const sum: Decimal = [1, 2].reduce((a, b) => a.plus(b), new Decimal(0)); sum',
    'sum.div(2).toNumber(); function pay(amount: Decimal) { return amount.neg() } pay(sum); Decimal.set({ precision: 40 }); d instanceof Decimal; [d, sum].sort((a, b) => a.cmp(b)); +d + 1; d > sum; `${d}`',
  ],
  'the paper exchange': [
    'await paper.clock({ advanceMs: 1000 }); await paper.price({ symbol: "BTCUSDT", price: 1 }); await paper.deposit({ wallet: "SPOT", asset: "USDT", amount: "1" }); const st = await paper.state(); st.accounts; await paper.faults([{ endpoint: "*", times: 1, kind: "latency", ms: 5 }]); await paper.clearFaults(); const j = await paper.journal(); j.length; j[0]; await paper.reset()',
  ],
  'input and analytics': [
    'const asset = (await input("Which?")) ?? "BTC"; asset.trim(); const pw = await input("p", { password: true }); if (pw) pw.length',
    'analytics.interestCost; Object.keys(analytics)',
    'const { stressTable, exposures } = analytics; stressTable; exposures',
  ],
};
