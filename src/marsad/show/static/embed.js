// Reads the card anew once a minute, while it is seen and nobody paused it; less often where it fails.
(() => {
  const MINUTE = 60_000
  const button = document.querySelector('button')
  const words = [button.textContent, button.dataset.run]
  let wait = MINUTE
  let paused = false

  const renew = async () => {
    if (paused || document.hidden) return
    try {
      const answer = await fetch(location.href, { cache: 'no-cache', credentials: 'omit' })
      if (!answer.ok) throw new Error(answer.status)
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
      for (const id of ['card', 'made']) {
        const old = document.getElementById(id)
        if (!old.contains(document.activeElement)) old.replaceWith(page.getElementById(id))
      }
      document.title = page.title
      wait = MINUTE
    } catch {
      wait = Math.min(2 * wait, 15 * MINUTE)
    }
  }
  const turn = async () => {
    await renew()
    setTimeout(turn, wait)
  }

  button.hidden = false
  button.addEventListener('click', () => {
    paused = !paused
    button.textContent = words[+paused]
  })
  document.addEventListener('visibilitychange', renew)
  setTimeout(turn, wait)
})()
