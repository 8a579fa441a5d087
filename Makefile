# 诚信 Chengxin. `make` alone lists the targets.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help setup serve replica test check fix bench lock clean
MAKEFLAGS += --no-print-directory

BIN := .venv/bin
PYTHON ?= $(shell command -v python3 || command -v python3.13 || command -v python3.12 || command -v python3.11 || echo python3)

help: ## list the targets / 列出可用的目标
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' Makefile | while IFS='|' read -r name text; do printf '%-14s %s\n' "$$name" "$$text"; done

setup: ## install what running needs into .venv / 安装运行所需
	@$(PYTHON) tools/setup.py runtime

serve: setup ## start everything on port 8000; Ctrl-C stops it / 启动平台
	@exec $(BIN)/chengxin serve

replica: setup ## start a second database and a public site on it, port 8010; Ctrl-C stops it / 启动副本
	@exec $(BIN)/chengxin replica

# The stories start hundreds of processes of ours: what was compiled once is kept, beside what is installed.
test: ## install what the tests need and run them all / 运行全部测试
	@$(PYTHON) tools/setup.py development
	@$(PYTHON) tools/test_needs.py
	@exec env PYTHONDONTWRITEBYTECODE= PYTHONPYCACHEPREFIX=$(CURDIR)/.venv/bytecode $(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder $(ARGS)

check: ## format, lint, types, import contracts, migrations, house tests / 代码检查
	@$(PYTHON) tools/setup.py development
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m chengxin.site.manage makemigrations --check --dry-run
	$(BIN)/python -m pytest -q tests/house

fix: ## format, and repair what the linter can / 自动整理格式
	@$(PYTHON) tools/setup.py development
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: ## print measured figures beside a bare COPY / 性能测量
	@$(PYTHON) tools/setup.py development
	@exec $(BIN)/python -m bench $(ARGS)

lock: ## renew the lock files from requirements/*.in / 更新依赖锁定文件
	@$(PYTHON) tools/setup.py development
	$(BIN)/python tools/lock.py $(ARGS)

clean: ## remove .venv and caches; the data under var stays / 清除环境与缓存（不动数据）
	rm -rf .venv build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache *.egg-info
	find chengxin tests tools -name __pycache__ -type d -prune -exec rm -rf {} +
