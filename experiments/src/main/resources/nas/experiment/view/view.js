"use strict";
(function () {
  const wanted = { chosen: null, also: new Set(), sort: "", descending: true, offset: 0 };
  const hidden = new Set();
  const charts = {};
  let runs = [];
  let seenRows = null;

  function at(id) {
    return document.getElementById(id);
  }

  function element(name, text, parent, type) {
    const node = document.createElement(name);
    if (text !== null) {
      node.textContent = text;
    }
    if (type) {
      node.className = type;
    }
    parent.appendChild(node);
    return node;
  }

  function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
  }

  function curveColour(index) {
    return colour("c" + index);
  }

  function faded(hex, share) {
    return hex + Math.round(share * 255).toString(16).padStart(2, "0");
  }

  // The choice stands in the address, so that it outlives a reload and can be sent on.
  function remember() {
    const parts = [];
    if (wanted.chosen !== null) {
      parts.push("run=" + wanted.chosen);
    }
    if (wanted.also.size > 0) {
      parts.push("also=" + Array.from(wanted.also).join(","));
    }
    history.replaceState(null, "", "#" + parts.join("&"));
  }

  function recall() {
    const said = new URLSearchParams(location.hash.slice(1));
    if (/^[0-9]{1,9}$/.test(said.get("run") || "")) {
      wanted.chosen = Number(said.get("run"));
    }
    (said.get("also") || "").split(",").forEach(function (id) {
      if (/^[0-9]{1,9}$/.test(id)) {
        wanted.also.add(Number(id));
      }
    });
  }

  // ---- what the server is asked ----

  async function ask(path, values) {
    const query = new URLSearchParams(values);
    const answer = await fetch(path + "?" + query);
    if (!answer.ok) {
      throw new Error((await answer.text()).trim());
    }
    return answer.json();
  }

  function drawn() {
    const ids = runs.map(function (run) {
      return run.id;
    });
    return ids.filter(function (id) {
      return id === wanted.chosen || wanted.also.has(id);
    });
  }

  let asking = false;
  let again = false;

  async function refresh() {
    if (asking) {
      again = true;
      return;
    }
    asking = true;
    do {
      again = false;
      await update();
    } while (again);
    asking = false;
  }

  async function update() {
    if (wanted.chosen === null) {
      return;
    }
    const chosen = wanted.chosen;
    const together = drawn().map(function (id) {
      return ["run", id];
    });
    await Promise.all([
      part("notices", ask("/api/run", { run: chosen }), showRun),
      part(
        "curves-read",
        ask("/api/curves", together.concat([["over", at("over").value], ["value", at("value").value]])),
        showCurves
      ),
      part("place", ask("/api/trials", trialsWanted(chosen)), showTrials),
    ]);
    if (at("size").value) {
      await part(
        "front-read",
        ask("/api/front", together.concat([["size", at("size").value]])),
        showFront
      );
    }
  }

  async function part(place, asked, show) {
    try {
      show(await asked);
    } catch (problem) {
      at(place).textContent = problem.message;
    }
  }

  function trialsWanted(chosen) {
    return {
      run: chosen,
      text: at("text").value,
      strategy: at("strategy").value,
      state: at("state").value,
      sort: wanted.sort,
      descending: wanted.descending,
      offset: wanted.offset,
    };
  }

  // ---- runs ----

  function showRuns() {
    if (wanted.chosen === null || !runs.some((run) => run.id === wanted.chosen)) {
      const running = runs.find((run) => run.state === "running");
      wanted.chosen = runs.length === 0 ? null : (running || runs[runs.length - 1]).id;
    }
    at("chosen").hidden = wanted.chosen === null;
    const list = at("runs");
    const focused = list.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    list.textContent = "";
    runs.forEach(function (run) {
      const item = element("li", null, list, run.id === wanted.chosen ? "chosen" : "");
      const name = element("button", run.name, item);
      name.type = "button";
      name.dataset.key = "name" + run.id;
      name.setAttribute("aria-pressed", String(run.id === wanted.chosen));
      name.addEventListener("click", function () {
        choose(run.id);
      });
      const facts = element("div", null, item);
      if (run.state) {
        element("span", run.state, facts);
        const networks = element("span", null, facts);
        element("b", run.networks, networks);
        networks.append((run.limit ? " of " + run.limit : "") + " networks");
      }
      if (!run.state && !run.problem) {
        element("span", "being read", facts);
      }
      if (run.best) {
        const best = element("span", "best ", facts);
        element("b", run.best, best);
      }
      if (run.left) {
        element("span", run.left + " left", facts);
      }
      if (run.share !== undefined) {
        const bar = element("progress", null, item);
        bar.max = 1;
        bar.value = run.share;
        bar.setAttribute("aria-label", "Networks of the budget");
      }
      if (run.problem) {
        element("div", run.problem, item, "problem");
      }
      if (runs.length > 1) {
        const label = element("label", null, item);
        const box = element("input", null, label);
        box.type = "checkbox";
        box.dataset.key = "also" + run.id;
        box.checked = run.id === wanted.chosen || wanted.also.has(run.id);
        box.disabled = run.id === wanted.chosen;
        label.append("draw for comparison");
        box.addEventListener("change", function () {
          if (box.checked) {
            wanted.also.add(run.id);
          } else {
            wanted.also.delete(run.id);
          }
          hidden.clear();
          remember();
          refresh();
        });
      }
    });
    if (focused) {
      const same = list.querySelector('[data-key="' + focused + '"]');
      if (same) {
        same.focus();
      }
    }
  }

  function choose(id) {
    wanted.chosen = id;
    wanted.offset = 0;
    seenRows = null;
    hidden.clear();
    at("strategy").value = "";
    remember();
    showRuns();
    refresh();
  }

  function options(select, values, first) {
    const before = select.value;
    const now = JSON.stringify(values);
    if (select.dataset.values === now) {
      return;
    }
    select.dataset.values = now;
    select.textContent = "";
    if (first !== null) {
      element("option", first, select).value = "";
    }
    values.forEach(function (value) {
      element("option", value, select).value = value;
    });
    if (values.includes(before)) {
      select.value = before;
    } else if (values.includes("parameters")) {
      select.value = "parameters";
    }
  }

  function showFacts(list, facts) {
    list.textContent = "";
    facts.forEach(function (fact) {
      const pair = list.className.includes("facts") ? element("div", null, list) : list;
      element("dt", fact[0], pair);
      element("dd", fact[1], pair);
    });
  }

  function showRun(run) {
    at("name").textContent = run.experiment + " in " + run.name;
    document.title = run.networks + (run.limit ? " of " + run.limit : "") + ": " + run.experiment;
    const notices = at("notices");
    notices.textContent = "";
    (run.problem ? [run.problem] : []).concat(run.warnings).forEach(function (text) {
      element("p", text, notices, "notice");
    });
    showFacts(at("facts"), run.facts);
    showTable(at("searches"), run.searches);
    at("fidelities-section").hidden = !run.fidelities;
    if (run.fidelities) {
      showTable(at("fidelities"), run.fidelities);
    }
    options(at("strategy"), Array.from(new Set(run.strategies)), "all");
    options(at("size"), run.sizes, null);
    at("front-section").hidden = run.sizes.length === 0;
  }

  function showTable(table, data) {
    table.textContent = "";
    const head = element("tr", null, element("thead", null, table));
    data.columns.forEach(function (column) {
      element("th", column.title, head, column.number ? "number" : "").scope = "col";
    });
    const body = element("tbody", null, table);
    data.rows.forEach(function (row) {
      const line = element("tr", null, body);
      row.forEach(function (text, index) {
        const cell = element(index === 0 ? "th" : "td", text, line);
        cell.className = data.columns[index].number ? "number" : "";
        if (index === 0) {
          cell.scope = "row";
        }
      });
    });
  }

  // ---- charts ----

  function width(box) {
    return Math.max(240, box.clientWidth - 4);
  }

  function height(box) {
    return box.id.startsWith("learning") ? 220 : width(box) < 500 ? 260 : 380;
  }

  function short(value) {
    const size = Math.abs(value);
    if (size >= 1e9) {
      return Number((value / 1e9).toPrecision(4)) + " G";
    }
    if (size >= 1e6) {
      return Number((value / 1e6).toPrecision(4)) + " M";
    }
    return size >= 1e4 ? Number((value / 1e3).toPrecision(4)) + " k" : Number(value.toPrecision(6));
  }

  // Nothing lies between two networks or epochs.
  const whole = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 1e6];

  function axis(label, vertical) {
    return {
      label: label,
      incrs: /^(networks|epochs)/.test(label) && !vertical ? whole : undefined,
      labelSize: 24,
      labelFont: "13px sans-serif",
      font: "12px sans-serif",
      stroke: colour("muted"),
      grid: { stroke: colour("line"), width: 1 },
      ticks: { stroke: colour("line"), width: 1 },
      size: vertical ? 58 : 36,
      values: function (plot, splits) {
        return splits.map(function (value) {
          return value === null ? "" : short(value);
        });
      },
    };
  }

  function chart(id, model) {
    const box = at(id);
    const old = charts[id];
    const shape = JSON.stringify([
      model.xName,
      model.yName,
      model.series.map((one) => [one.label, one.stroke, one.dash, one.width]),
    ]);
    if (old && old.shape === shape) {
      old.model = model;
      old.plot.setData(model.data);
      return;
    }
    if (old) {
      old.plot.destroy();
    }
    charts[id] = { shape: shape, model: model };
    charts[id].plot = new uPlot(
      {
        width: width(box),
        height: height(box),
        legend: { show: false },
        cursor: { y: false, points: { show: false }, drag: { x: true, y: id === "front" } },
        scales: { x: { time: false } },
        series: [{}].concat(model.series),
        bands: model.bands,
        axes: [axis(model.xName, false), axis(model.yName, true)],
        hooks: {
          setCursor: [
            function (plot) {
              charts[id].model.read(plot.cursor.idx);
            },
          ],
        },
      },
      model.data,
      box
    );
    box.setAttribute("role", "img");
    box.setAttribute("aria-label", model.yName + " over " + model.xName);
  }

  function readOut(place, head, rows) {
    const box = at(place);
    box.textContent = "";
    element("span", head, box);
    rows.forEach(function (row) {
      const one = element("span", null, box);
      element("i", null, one).style.background = row[0];
      one.append(row[1]);
    });
  }

  function decimals(value) {
    return Math.abs(value) >= 1000 ? short(value) : value.toFixed(2);
  }

  let lastCurves = null;

  function showCurves(curves) {
    lastCurves = curves;
    at("curves-text").textContent =
      "The " +
      curves.yName +
      " of the best network so far, chosen by what the search sees." +
      (curves.series.some((one) => one.low)
        ? " Thick: the mean over the repetitions, with the quartiles around it" +
          (curves.series.some((one) => one.searches) ? "; thin: each search." : ".")
        : "");
    showLegend(curves);
    const data = [curves.x];
    const series = [];
    const bands = [];
    const named = [];
    curves.series.forEach(function (one, index) {
      if (hidden.has(index)) {
        return;
      }
      const stroke = curveColour(one.colour);
      const step = uPlot.paths.stepped({ align: 1 });
      const dash = one.dashes ? one.dashes.split(" ").map(Number) : undefined;
      const plain = { paths: step, points: { show: false }, label: one.name, dash: dash };
      if (one.low) {
        data.push(one.high, one.low);
        const edge = { paths: step, points: { show: false }, label: "", stroke: "transparent", width: 0 };
        series.push(edge, edge);
        bands.push({ series: [series.length - 1, series.length], fill: faded(stroke, 0.15) });
      }
      (one.searches || []).forEach(function (values) {
        data.push(values);
        series.push(Object.assign({ stroke: faded(stroke, 0.4), width: 1 }, plain));
      });
      data.push(one.mean);
      named.push([stroke, one.name, one.mean]);
      series.push(Object.assign({ stroke: stroke, width: 2.4 }, plain));
    });
    chart("curves", {
      xName: curves.xName,
      yName: curves.yName,
      data: data,
      series: series,
      bands: bands,
      read: function (index) {
        if (index === null || index === undefined) {
          readOut("curves-read", "Point at the chart to read values; drag to enlarge, double-click to go back.", []);
          return;
        }
        readOut(
          "curves-read",
          curves.xName + " " + short(curves.x[index]) + ":",
          named
            .filter((one) => one[2][index] !== null)
            .map((one) => [one[0], one[1] + " " + decimals(one[2][index])])
        );
      },
    });
    if (charts.curves.plot.cursor.idx === null || charts.curves.plot.cursor.idx === undefined) {
      charts.curves.model.read(null);
    }
  }

  // A piece of a curve, as reports have it beside its name.
  function sample(curve) {
    const space = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(space, "svg");
    const path = document.createElementNS(space, "path");
    const values = { class: "stroke-" + curve.colour, d: "M0 4h20", "stroke-width": 3 };
    if (curve.dashes) {
      values["stroke-dasharray"] = curve.dashes;
    }
    Object.keys(values).forEach((name) => path.setAttribute(name, values[name]));
    svg.setAttribute("width", 20);
    svg.setAttribute("height", 8);
    svg.setAttribute("aria-hidden", "true");
    svg.appendChild(path);
    return svg;
  }

  function showLegend(curves) {
    const legend = at("legend");
    const now = JSON.stringify(curves.series.map((one) => [one.name, one.colour, one.dashes])) + Array.from(hidden);
    if (legend.dataset.now === now) {
      return;
    }
    const focused = legend.contains(document.activeElement)
      ? Array.from(legend.children).indexOf(document.activeElement)
      : -1;
    legend.dataset.now = now;
    legend.textContent = "";
    curves.series.forEach(function (one, index) {
      const button = element("button", null, legend);
      button.type = "button";
      button.setAttribute("aria-pressed", String(!hidden.has(index)));
      button.appendChild(sample(one));
      element("span", one.name, button);
      button.addEventListener("click", function () {
        if (!hidden.delete(index)) {
          hidden.add(index);
        }
        showCurves(lastCurves);
      });
    });
    if (focused >= 0 && legend.children[focused]) {
      legend.children[focused].focus();
    }
  }

  let lastFront = null;

  function showFront(front) {
    lastFront = front;
    at("front-text").textContent =
      "The line joins the networks that no other is better than by both " +
      front.yName +
      " and " +
      front.xName +
      (front.drawn < front.networks
        ? ". " + front.drawn + " of " + front.networks + " networks are drawn."
        : ".");
    const rows = [];
    front.series.forEach(function (one, index) {
      one.points.forEach(function (point) {
        rows.push([point[0], index, point[1]]);
      });
    });
    front.front.forEach(function (point) {
      rows.push([point[0], front.series.length, point[1]]);
    });
    rows.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    const data = [rows.map((row) => row[0])];
    const series = front.series.map(function (one, index) {
      data.push(rows.map((row) => (row[1] === index ? row[2] : null)));
      const fill = curveColour(one.colour);
      return {
        label: one.name,
        stroke: fill,
        width: 0,
        paths: function () {
          return null;
        },
        points: { show: true, size: 6, width: 1, stroke: fill, fill: faded(fill, 0.35) },
      };
    });
    data.push(rows.map((row) => (row[1] === front.series.length ? row[2] : null)));
    series.push({
      label: "front",
      stroke: colour("ink"),
      width: 1.5,
      spanGaps: true,
      paths: uPlot.paths.stepped({ align: 1 }),
      points: { show: true, size: 8, width: 1.5, stroke: colour("ink"), fill: "transparent" },
    });
    chart("front", {
      xName: front.xName,
      yName: front.yName,
      data: data,
      series: series,
      bands: [],
      read: function (index) {
        if (index === null || index === undefined || !rows[index]) {
          readOut("front-read", "Point at the chart to read values; drag to enlarge, double-click to go back.", []);
          return;
        }
        const row = rows[index];
        const one = front.series[row[1]];
        readOut("front-read", front.xName + " " + short(row[0]) + ":", [
          [one ? curveColour(one.colour) : colour("ink"), (one ? one.name : "front") + " " + decimals(row[2])],
        ]);
      },
    });
    if (charts.front.plot.cursor.idx === null || charts.front.plot.cursor.idx === undefined) {
      charts.front.model.read(null);
    }
  }

  // ---- trials ----

  function showTrials(trials) {
    const table = at("trials");
    const focused = table.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    table.textContent = "";
    const head = element("tr", null, element("thead", null, table));
    trials.columns.forEach(function (column) {
      const cell = element("th", null, head, column.number ? "number" : "");
      cell.scope = "col";
      const key = column.key === "started_at_utc" ? "" : column.key;
      if (key === wanted.sort) {
        cell.setAttribute("aria-sort", wanted.descending ? "descending" : "ascending");
      }
      const button = element("button", column.title, cell);
      button.type = "button";
      button.dataset.key = "sort" + column.key;
      button.addEventListener("click", function () {
        wanted.descending = key === wanted.sort ? !wanted.descending : column.number || key === "";
        wanted.sort = key;
        wanted.offset = 0;
        seenRows = null;
        refresh();
      });
    });
    const body = element("tbody", null, table);
    const rows = new Set();
    trials.rows.forEach(function (row) {
      const key = row.search + "/" + row.trial;
      rows.add(key);
      const line = element("tr", null, body, seenRows && !seenRows.has(key) ? "new" : "");
      row.cells.forEach(function (text, index) {
        const cell = element(index === 0 ? "th" : "td", index === 0 ? null : text, line);
        cell.className = trials.columns[index].number ? "number" : "";
        if (index === 0) {
          cell.scope = "row";
          const button = element("button", null, cell);
          button.type = "button";
          button.dataset.key = "row" + key;
          element("i", null, button).style.background = "var(--c" + (row.strategy % 7) + ")";
          button.append(text);
        }
      });
      line.addEventListener("click", function () {
        openTrial(row.search, row.trial);
      });
    });
    seenRows = rows;
    const from = Math.min(wanted.offset, trials.matching);
    at("place").textContent =
      trials.matching === 0
        ? "No trial" + (trials.total > 0 ? " of " + trials.total + " is like that." : " yet.")
        : from + 1 + " to " + (from + trials.rows.length) + " of " + trials.matching
          + (trials.matching < trials.total ? ", of " + trials.total + " in all" : "");
    at("before").disabled = from === 0;
    at("after").disabled = from + trials.rows.length >= trials.matching;
    if (focused) {
      const same = table.querySelector('[data-key="' + CSS.escape(focused) + '"]');
      if (same) {
        same.focus();
      }
    }
  }

  async function openTrial(search, trial) {
    let known;
    try {
      known = await ask("/api/trial", { run: wanted.chosen, search: search, trial: trial });
    } catch (problem) {
      at("place").textContent = problem.message;
      return;
    }
    at("trial-title").textContent = known.title;
    at("trial-architecture").textContent = known.architecture;
    const box = at("trial-drawing");
    box.textContent = "";
    if (known.drawing) {
      const drawing = new DOMParser().parseFromString(known.drawing, "image/svg+xml").documentElement;
      box.appendChild(document.importNode(drawing, true));
    } else if (known.undrawn) {
      element("p", known.undrawn, box);
    }
    showFacts(at("trial-facts"), known.facts);
    at("trial").showModal();
    at("trial").scrollTop = 0;
    showLearning(known.curves);
  }

  // Curves of one quantity, such as the accuracy in training and validation, share a chart.
  function showLearning(curves) {
    Object.keys(charts)
      .filter((id) => id.startsWith("learning"))
      .forEach(function (id) {
        charts[id].plot.destroy();
        delete charts[id];
      });
    const place = at("trial-curves");
    place.textContent = "";
    const quantities = new Map();
    curves.forEach(function (curve) {
      const quantity = curve.name.replace(/^(validation|train)-/, "");
      quantities.set(quantity, (quantities.get(quantity) || []).concat([curve]));
    });
    Array.from(quantities).forEach(function (entry, number) {
      const id = "learning" + number;
      const figure = element("figure", null, place, "chart-box");
      element("div", null, figure, "plot-area").id = id;
      element("figcaption", null, figure).id = id + "-read";
      const epochs = Array.from(
        new Set(entry[1].flatMap((curve) => curve.points.map((point) => point[0])))
      ).sort((a, b) => a - b);
      const data = [epochs].concat(
        entry[1].map(function (curve) {
          const byEpoch = new Map(curve.points);
          return epochs.map((epoch) => (byEpoch.has(epoch) ? byEpoch.get(epoch) : null));
        })
      );
      chart(id, {
        xName: "epochs",
        yName: entry[0],
        data: data,
        series: entry[1].map(function (curve, index) {
          const stroke = curveColour(index);
          return { label: curve.name, stroke: stroke, width: 2, spanGaps: true, points: { show: true, size: 5 } };
        }),
        bands: [],
        read: function (index) {
          const known = index !== null && index !== undefined;
          readOut(
            id + "-read",
            known ? "epoch " + epochs[index] + ":" : "",
            entry[1].map((curve, i) => [
              curveColour(i),
              curve.name + (known && data[i + 1][index] !== null ? " " + decimals(data[i + 1][index]) : ""),
            ])
          );
        },
      });
      charts[id].model.read(null);
    });
  }

  // ---- what people do ----

  ["value", "over", "size"].forEach(function (id) {
    at(id).addEventListener("change", refresh);
  });
  let typed = 0;
  ["text", "strategy", "state"].forEach(function (id) {
    at(id).addEventListener("input", function () {
      clearTimeout(typed);
      typed = setTimeout(function () {
        wanted.offset = 0;
        seenRows = null;
        refresh();
      }, 150);
    });
  });
  at("before").addEventListener("click", function () {
    wanted.offset = Math.max(0, wanted.offset - 50);
    seenRows = null;
    refresh();
  });
  at("after").addEventListener("click", function () {
    wanted.offset += 50;
    seenRows = null;
    refresh();
  });
  at("trial").addEventListener("click", function (event) {
    if (event.target === at("trial")) {
      at("trial").close();
    }
  });

  // Canvases have colours of their own, which no style sheet changes.
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", function () {
    if (lastCurves) {
      showCurves(lastCurves);
    }
    if (lastFront) {
      showFront(lastFront);
    }
  });
  new ResizeObserver(function () {
    Object.keys(charts).forEach(function (id) {
      const box = at(id);
      if (box.clientWidth > 0 && charts[id].plot.width !== width(box)) {
        charts[id].plot.setSize({ width: width(box), height: height(box) });
      }
    });
  }).observe(document.querySelector("main"));

  let shown = "";
  recall();
  const events = new EventSource("/api/events");
  events.addEventListener("runs", function (event) {
    at("connection").className = "connection live";
    at("connection").textContent = "Live";
    runs = JSON.parse(event.data);
    showRuns();
    // What is drawn changes with the runs that are drawn alone.
    const now = JSON.stringify(runs.filter((run) => drawn().includes(run.id)));
    if (now !== shown) {
      shown = now;
      refresh();
    }
  });
  events.addEventListener("error", function () {
    at("connection").className = "connection lost";
    at("connection").textContent = "The view has ended or cannot be reached; this page tries again.";
  });
})();
