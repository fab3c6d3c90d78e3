"use strict";
// Everything here only adds to a page that is complete without it.
(function () {
  const colours = 7;
  const hidden = new Set();

  function showHide(curve, show) {
    if (show) {
      hidden.delete(curve);
    } else {
      hidden.add(curve);
    }
    document.querySelectorAll('.chart [data-curve="' + curve + '"]').forEach(function (part) {
      part.classList.toggle("off", !show);
    });
  }

  document.querySelectorAll(".toggles").forEach(function (group) {
    group.querySelectorAll("button").forEach(function (button) {
      button.addEventListener("click", function () {
        const show = button.getAttribute("aria-pressed") !== "true";
        button.setAttribute("aria-pressed", String(show));
        showHide(Number(button.dataset.curve), show);
      });
    });
  });

  function pointAt(points, x) {
    let low = 0;
    let high = points.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (points[middle][0] <= x) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low === 0 ? null : points[low - 1];
  }

  function element(name, text, parent) {
    const node = document.createElement(name);
    node.textContent = text;
    parent.appendChild(node);
    return node;
  }

  function readOut(box, label, x, data) {
    box.textContent = "";
    element("p", label + ": " + (data.whole ? Math.floor(x) : Number(x.toPrecision(4))), box);
    const rows = [];
    data.curves.forEach(function (curve, index) {
      const point = hidden.has(index) ? null : pointAt(curve.points, x);
      if (point) {
        rows.push({ index: index, name: curve.name, point: point });
      }
    });
    rows.sort(function (a, b) {
      return b.point[1] - a.point[1];
    });
    rows.forEach(function (row) {
      const line = element("div", "", box);
      element("i", "", line).style.background = "var(--c" + (row.index % colours) + ")";
      element("span", row.name, line);
      element("b", row.point[1].toFixed(2), line);
      if (row.point[3] > row.point[2]) {
        element("small", row.point[2].toFixed(2) + "\u2013" + row.point[3].toFixed(2), line);
      }
    });
    return rows.length > 0;
  }

  document.querySelectorAll(".chart-box").forEach(function (figure) {
    const script = figure.querySelector('script[type="application/json"]');
    if (!script) {
      return;
    }
    const data = JSON.parse(script.textContent);
    const box = document.createElement("div");
    box.className = "read-out";
    box.hidden = true;
    figure.appendChild(box);
    figure.querySelectorAll("svg").forEach(function (svg) {
      const plot = svg.querySelector(".plot").dataset;
      const area = {};
      ["left", "right", "top", "bottom", "xLeast", "xGreatest"].forEach(function (key) {
        area[key] = Number(plot[key]);
      });
      const guide = document.createElementNS(svg.namespaceURI, "path");
      guide.setAttribute("class", "guide");
      svg.appendChild(guide);

      function leave() {
        box.hidden = true;
        guide.setAttribute("d", "");
      }
      svg.addEventListener("pointerleave", leave);
      svg.addEventListener("pointermove", function (event) {
        const frame = svg.getBoundingClientRect();
        const scale = svg.viewBox.baseVal.width / frame.width;
        const at = (event.clientX - frame.left) * scale;
        const share = (at - area.left) / (area.right - area.left);
        if (share < 0 || share > 1) {
          leave();
          return;
        }
        const x =
          plot.xLog === "true"
            ? area.xLeast * Math.pow(area.xGreatest / area.xLeast, share)
            : area.xLeast + share * (area.xGreatest - area.xLeast);
        box.hidden = !readOut(box, data.x, x, data);
        guide.setAttribute("d", "M" + at + " " + area.top + "V" + area.bottom);
        const outer = figure.getBoundingClientRect();
        const place = event.clientX - outer.left;
        const right = place > outer.width / 2;
        box.style.left = right ? "" : Math.min(place + 16, outer.width - box.offsetWidth - 4) + "px";
        box.style.right = right
          ? Math.min(outer.width - place + 16, outer.width - box.offsetWidth - 4) + "px"
          : "";
        box.style.top = area.top / scale + 8 + "px";
      });
    });
  });

  // Where nothing is known there is no value.
  function number(cell) {
    return cell.dataset.value === undefined ? -Number.MAX_VALUE : Number(cell.dataset.value);
  }

  document.querySelectorAll("table.filterable").forEach(function (table) {
    const box = document.createElement("p");
    box.className = "filter";
    const label = element("label", "Show those with ", box);
    const field = document.createElement("input");
    field.type = "search";
    label.appendChild(field);
    const found = element("span", "", box);
    found.setAttribute("role", "status");
    const frame = table.parentNode;
    frame.parentNode.insertBefore(box, frame);
    field.addEventListener("input", function () {
      const wanted = field.value.trim().toLowerCase();
      const rows = Array.from(table.tBodies[0].rows);
      const shown = rows.filter(function (row) {
        row.hidden = !row.textContent.toLowerCase().includes(wanted);
        return !row.hidden;
      });
      found.textContent = wanted ? " " + shown.length + " of " + rows.length : "";
    });
  });

  // Not every browser opens what it is told to go to.
  function openTarget() {
    const target = /^#network-\d+$/.test(location.hash) && document.querySelector(location.hash);
    const closed = target && target.closest("details:not([open])");
    if (closed) {
      closed.open = true;
      target.scrollIntoView();
    }
  }
  addEventListener("hashchange", openTarget);
  openTarget();

  document.querySelectorAll("table.sortable").forEach(function (table) {
    const heads = Array.from(table.tHead.rows[0].cells);
    heads.forEach(function (head, column) {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.appendChild(button);
      button.addEventListener("click", function () {
        const down = head.getAttribute("aria-sort") !== "descending" && column > 0;
        const up = column === 0 && head.getAttribute("aria-sort") === "ascending";
        const sign = down || up ? -1 : 1;
        heads.forEach(function (other) {
          other.removeAttribute("aria-sort");
        });
        head.setAttribute("aria-sort", sign < 0 ? "descending" : "ascending");
        const body = table.tBodies[0];
        const rows = Array.from(body.rows);
        rows.sort(function (a, b) {
          const left = a.cells[column];
          const right = b.cells[column];
          const known = left.dataset.value !== undefined || right.dataset.value !== undefined;
          return (
            sign *
            (column === 0 || !known
              ? left.textContent.localeCompare(right.textContent, undefined, { numeric: true })
              : number(left) - number(right))
          );
        });
        body.append(...rows);
      });
    });
  });
})();
